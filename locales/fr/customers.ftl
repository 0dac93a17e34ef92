# Les clients et leurs profils.

customers-lead = Les personnes qui utilisent vos applications.
customers-empty-title = Aucun client pour l'instant
customer-known-user-groups = Groupes d'utilisateurs connus
customer-in-no-known-user-group = Dans aucun groupe d'utilisateurs connus.
customer-segments = Segments
customer-in-no-segment = Dans aucun segment de cette application.
customer-available = Client disponible de cette application, au { $date }.
customer-too-young = Non disponible pour les segments : moins de { $age } ans.
customer-age-unknown = Non disponible pour les segments : l'âge est inconnu, et vos règles écartent les âges inconnus.
customer-before-windows-10 = Non disponible pour les segments : l'application n'a pas été acquise sous Windows 10 ou une version ultérieure.
