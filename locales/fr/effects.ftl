# Ce qu’un emploi de groupes a changé : une offre ou une notification, à côté des clients laissés de côté par tirage
comparison-title = Ce que cela a changé
comparison-arm = Clients
comparison-people = Nombre
comparison-reached = Objectif atteint
comparison-share = Part
comparison-paid = Payé par client
comparison-of = { $arm } : { $text }
comparison-few = { $more ->
    [one] Trop tôt pour le dire : il faut encore { $more } client dans le plus petit groupe avant que des chiffres soient montrés.
   *[other] Trop tôt pour le dire : il faut encore { $more } clients dans le plus petit groupe avant que des chiffres soient montrés.
}
comparison-unbalanced = Aucun résultat n’est montré : les clients ne sont pas répartis comme prévu, ce que le hasard n’explique pas. Quelque chose écarte une partie d’un côté, par exemple une application qui ne demande pas pour tout le monde ; une différence ne voudrait rien dire.
comparison-nobody = Personne, dans aucun des deux groupes, n’a encore atteint l’objectif.
comparison-undecided = Pas encore décidé : entre { $worse } points de moins et { $better } points de plus.
comparison-without-decision = Terminé sans décision : entre { $worse } points de moins et { $better } points de plus.
comparison-points = { $count ->
    [one] { $points } point
   *[other] { $points } points
}
comparison-more = { $more ->
    [one] Il faut encore { $more } client pour voir une différence de { $points }.
   *[other] Il faut encore { $more } clients pour voir une différence de { $points }.
}
comparison-more-days = Pour voir une différence de { $points }, il faut encore environ { $more ->
    [one] { $more } client
   *[other] { $more } clients
}, soit environ { $days ->
    [one] { $days } jour.
   *[other] { $days } jours.
}
comparison-small = Il y avait trop peu de clients pour voir une différence de { $points }.
comparison-hidden = Les chiffres ne sont pas montrés : l’un d’eux est assez petit pour désigner des personnes.
comparison-better = Décidé : entre { $from } et { $to } points de plus.
comparison-worse = Décidé : entre { $from } et { $to } points de moins.
comparison-paid-undecided = Chaque client a payé entre { $less } de moins et { $more } de plus.
comparison-paid-more = Chaque client a payé entre { $from } et { $to } de plus.
comparison-paid-less = Chaque client a payé entre { $from } et { $to } de moins.
comparison-paid-capped = Les montants au-dessus de { $amount } comptent pour ce montant, pour qu’une seule grosse commande ne décide pas.
comparison-days = Jours d’utilisation par client
comparison-day-count = { $count ->
    [one] { $days } jour
   *[other] { $days } jours
}
comparison-days-undecided = Chaque client l’a utilisée entre { $less } de moins et { $more } de plus.
comparison-days-more = Chaque client l’a utilisée entre { $from } et { $to } de plus.
comparison-days-less = Chaque client l’a utilisée entre { $from } et { $to } de moins.
comparison-days-capped = Plus de { $amount } jours comptent pour autant, pour qu’un seul client ne décide pas.
comparison-counted = Compté { $at }, d’après les données du { $day }.
comparison-waiting = Rien n’est encore compté. Les premiers chiffres arrivent moins d’une minute après les premiers clients.
comparison-shown = Montrée
comparison-held-out = Groupe témoin
comparison-nothing = N’ont rien reçu
comparison-notified = Notifiés
notification-effect-help = L’objectif : { $goal } dans { $app }, dans { $days ->
    [one] le jour
   *[other] les { $days } jours
} qui suivent l’envoi. Toutes les personnes visées au moment de l’envoi comptent, même celles qui ne l’ont finalement pas reçue.
offer-effect-help = Les clients qui ont demandé et vu l’offre, à côté de ceux qui ont demandé et que le tirage a mis dans le groupe témoin. L’objectif est un achat dans l’application dans les { $days } jours qui suivent la première demande. Vous pouvez regarder aussi souvent que vous voulez.

# Les clients qu’aucune promotion n’atteint pendant un trimestre
holdout-title = Groupe témoin général
holdout-text = Une part de vos clients, tirée au sort et renouvelée chaque trimestre, n’est atteinte par aucune promotion : ni offre ciblée, ni notification promotionnelle. À côté d’eux, vous voyez ce que toutes les promotions ensemble changent.
holdout-share = Part mise de côté (en pourcentage)
holdout-share-help = De 0 à 20. Si vous l’augmentez, les mêmes clients restent de côté et d’autres les rejoignent. Une offre déjà vue reste acquise au client.
holdout-share-wrong = Saisissez un pourcentage de 0 à 20.
holdout-saved = Enregistré. Le tirage vaut dès maintenant pour les offres et les notifications.
holdout-changed-meanwhile = Quelqu’un d’autre a changé cela entre-temps : c’est maintenant { $share }. Vérifiez et enregistrez à nouveau.
holdout-none = Personne n’est mis de côté.
holdout-now = { $share } des clients sont mis de côté.
holdout-owner = Seul un propriétaire peut changer cela.
holdout-quarter = Trimestre { $number } de { $year } : { $share } de côté depuis le { $day }
holdout-others = Tous les autres
holdout-help = L’objectif est un achat dans l’une de vos applications pendant ce trimestre, depuis le { $day }.
holdout-waiting = Les premiers chiffres arrivent en moins d’une minute.
holdout-link = Changer ou consulter
omission-withheld = Sans aucune promotion ce trimestre
