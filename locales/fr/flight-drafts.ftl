### Les versions qui seront publiées plus tard dans une version d'évaluation.

flight-later = Publier plus tard
flight-later-help = Un brouillon attend que quelqu'un le publie ; une publication planifiée se fait d'elle-même à son heure. D'ici là rien ne change pour personne, et une version qui n'a jamais été publiée peut encore être modifiée. Une seule attend pour chaque version d'évaluation.
flight-publish-at = Jour et heure
flight-publish-at-help = Seulement pour la planifier : à cette heure dans le fuseau ci-dessous. Si le programme ne fonctionne pas alors et a plus de 30 minutes de retard, il vous demande d'abord.
flight-publish-at-missing = Saisissez un jour et une heure.
flight-publish-at-unused = Appuyez sur Planifier pour la publier à cette heure, ou effacez l'heure.
flight-publish-at-wrong = Choisissez une heure à venir, dans l'année.
flight-publish-zone = Fuseau horaire
flight-draft-save = Enregistrer comme brouillon
flight-schedule = Planifier
flight-drafted = Le brouillon pour { $name } est enregistré.
flight-scheduled = La version est planifiée pour { $name }.
flight-waits = À publier ensuite
flight-waits-share = D'abord pour { $share }
flight-waits-step = { $hours ->
    [one] Après { $hours } heure : { $share }
   *[other] Après { $hours } heures : { $share }
}
flight-pending-draft = Brouillon
flight-pending-scheduled = Planifiée
flight-pending-held = Retenue
flight-publishes-at = Publiée d'elle-même le { $time }.
flight-held-late = Elle devait être publiée le { $time }, mais n'a pas pu l'être à ce moment. Décidez de la suite.
flight-held-unfinished = Elle devait être publiée le { $time }, mais le déploiement précédent n'était alors ni finalisé ni interrompu. Finalisez-le ou interrompez-le d'abord, puis décidez de la suite.
flight-held-overtaken = Elle devait être publiée le { $time }, mais autre chose a été publié après sa planification. Décidez de la suite.
flight-publish-now = Publier maintenant
flight-reschedule = Replanifier
flight-draft-change = Modifier ce qui est prévu
flight-draft-drop = Abandonner ce qui est prévu
flight-draft-dropped = Plus rien n'est prévu pour { $name }.
flight-publish-at-odd = Vérifiez de quel moment il s'agit, puis appuyez à nouveau sur Planifier.
flight-would-be-published-at = À publier le { $time }, une fois validée.
flight-pending-ready = Prête à publier
flight-mandatory = Obligatoire à partir du
flight-mandatory-help = Laissez vide pour une mise à jour que l'on peut remettre à plus tard. À partir de ce moment ({ $zone }), les applications qui interrogent Engage apprennent que la version doit être installée, et App Installer ne laisse plus démarrer l'ancienne.
flight-mandatory-wrong = Choisissez un moment d'ici un an.
flight-mandatory-from = Obligatoire à partir du { $time }
