### Les versions qui seront publiées plus tard dans une version d'évaluation.

flight-later = Publier plus tard
flight-later-help = Un brouillon attend que quelqu'un le publie ; une publication planifiée se fait d'elle-même à son heure. D'ici là rien ne change pour personne, et une version qui n'a jamais été publiée peut encore être modifiée. Une seule attend pour chaque version d'évaluation.
flight-publish-at = Jour et heure
flight-publish-at-help = Seulement pour la planifier : quand les horloges du fuseau ci-dessous indiqueront cela. Si le programme ne fonctionne pas alors et a plus de 30 minutes de retard, il vous demande d'abord.
flight-publish-at-missing = Saisissez un jour et une heure.
flight-publish-at-wrong = Choisissez une heure à venir, dans l'année.
flight-publish-zone = Fuseau horaire
flight-draft-save = Enregistrer comme brouillon
flight-schedule = Planifier
flight-drafted = Le brouillon pour { $name } est enregistré.
flight-scheduled = La version est planifiée pour { $name }.
flight-waits = Publiée ensuite
flight-waits-share = D'abord pour { $share }
flight-waits-step = { $hours ->
    [one] Après { $hours } heure : { $share }
   *[other] Après { $hours } heures : { $share }
}
flight-pending-draft = Brouillon
flight-pending-scheduled = Planifiée
flight-pending-held = Retenue
flight-publishes-at = Publiée d'elle-même le { $time }.
flight-held-late = Elle devait être publiée le { $time }, mais le programme ne fonctionnait pas alors. Dites ce qu'elle devient.
flight-held-unfinished = Elle devait être publiée le { $time }, mais le déploiement précédent n'était ni finalisé ni interrompu. Dites ce qu'elle devient.
flight-publish-now = Publier maintenant
flight-reschedule = Replanifier
flight-draft-change = Modifier le brouillon
flight-draft-drop = Abandonner le brouillon
flight-draft-dropped = Le brouillon pour { $name } est abandonné.
