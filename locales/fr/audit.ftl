# Le journal d'audit

audit-title = Journal d'audit
audit-lead = Qui a fait quoi, et quand. Les entrées ne sont jamais modifiées ni supprimées.
audit-filter = Choisir des entrées
audit-all = Tout
audit-show-all = Tout afficher
audit-nothing = Aucune entrée ne correspond.
audit-when = Quand
audit-who = Qui
audit-what = Action
audit-to-what = Objet
audit-changes = Valeurs
audit-before = avant :
audit-after = après :
audit-newest = Les plus récentes
audit-newer = Plus récentes
audit-older = Plus anciennes

# Qui l'a fait
audit-actor-person = Tout utilisateur
audit-actor-token = Programmes avec un jeton
audit-actor-token-named = Jeton { $name }
audit-actor-job = Engage
audit-actor-command = Une commande sur le serveur
audit-actor-stranger = Quelqu'un de non connecté

# Ce qui a été fait
audit-action-created = Création
audit-action-changed = Modification
audit-action-renamed = Changement de nom
audit-action-people-added = Ajout de personnes
audit-action-people-replaced = Remplacement des personnes
audit-action-people-removed = Retrait de personnes
audit-action-frozen = Gel d'un segment
audit-action-archived = Archivage
audit-action-restored = Restauration
audit-action-deleted = Suppression
audit-action-kind-changed = Changement de type
audit-action-sent = Envoi d'un fichier
audit-action-discarded = Abandon d'un fichier
audit-action-started = Début d'import
audit-action-finished = Import terminé
audit-action-failed = Échec d'import
audit-action-cancelled = Annulation d'un import en cours
audit-action-undo-started = Demande de défaire un import
audit-action-undone = Import défait
audit-action-not-undone = Import non défait
audit-action-file-deleted = Suppression de ce qui était conservé du fichier
audit-action-exported = Téléchargement
audit-action-erased = Effacement
audit-action-readmitted = Nouvel ajout permis
audit-action-set-up = Mise en place de l'éditeur
audit-action-signed-in = Connexion
audit-action-sign-in-failed = Échec de connexion
audit-action-signed-out = Déconnexion
audit-action-sessions-ended = Fin de sessions
audit-action-password-changed = Changement de mot de passe
audit-action-reset-link-created = Création d'un lien pour un nouveau mot de passe
audit-action-password-reset = Nouveau mot de passe par un lien
audit-action-invited = Invitation
audit-action-invitation-renewed = Nouveau lien d'invitation
audit-action-invitation-withdrawn = Retrait d'une invitation
audit-action-joined = Arrivée dans l'équipe
audit-action-role-changed = Changement de rôle
audit-action-disabled = Désactivation du compte
audit-action-enabled = Réactivation du compte
audit-action-revoked = Jeton révoqué
audit-action-two-step-on = Connexion en deux étapes activée
audit-action-two-step-off = Connexion en deux étapes désactivée
audit-action-two-step-reset = Connexion en deux étapes réinitialisée
audit-action-recovery-codes-made = Nouveaux codes de secours

# À quoi
audit-subject-app = Application
audit-subject-attribute = Attribut personnalisé
audit-subject-group = Groupe
audit-subject-draft = Fichier
audit-subject-import = Import
audit-subject-customer = Client
audit-subject-settings = Paramètres
audit-subject-user = Utilisateur
audit-subject-invitation = Invitation
audit-subject-audit-log = Journal d'audit
audit-subject-token = Jeton d’API

# Les valeurs avant et après
audit-field-name = Nom
audit-field-app = Application
audit-field-rule = Règle
audit-field-people = Personnes
audit-field-people-added = Ajoutées
audit-field-people-removed = Retirées
audit-field-segment = Segment
audit-field-platform = Plateforme
audit-field-currency = Devise
audit-field-kind = Type
audit-field-least-age = Âge minimal
audit-field-count-unknown-age = Compter les clients d'âge inconnu
audit-field-minimum-size = Taille minimale d'un segment
audit-field-time-zone = Fuseau horaire
audit-field-bytes = Octets
audit-field-lines = Lignes
audit-field-lines-new = Nouvelles
audit-field-lines-changed = Modifiées
audit-field-lines-unchanged = Déjà là
audit-field-lines-repeated = Répétées
audit-field-lines-refused = Refusées
audit-field-cells-left-out = Cellules omises
audit-field-customers-new = Nouveaux clients
audit-field-file = Fichier
audit-field-rows = Lignes
audit-field-segments = Segments
audit-field-sessions = Sessions
audit-field-role = Rôle
audit-field-two-step = Connexion en deux étapes pour tous
audit-field-scopes = Ce qu'il permet
audit-field-expires-at = Expire
audit-field-further = Autres échecs de connexion

# Ce que d'autres ont modifié entre-temps
conflict-title = Ce qui a été modifié entre-temps
conflict-yours = Votre valeur :
conflict-taken = Repris dans le formulaire.
conflict-help = Ce que vous avez saisi est toujours dans le formulaire, et ce que vous n'aviez pas touché a les nouvelles valeurs. Enregistrez de nouveau pour garder le formulaire tel qu'il est.
