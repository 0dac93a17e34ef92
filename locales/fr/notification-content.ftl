# Ce que les notifications comparent
notification-comparison = Comparaison
notification-variant = Variante
notification-variant-named = Variante { $variant }
notification-variant-help = Les textes d’une autre variante vont à d’autres personnes, pour pouvoir comparer.
wording-variant-wrong = Écrivez d’abord des textes pour les variantes qui précèdent.
notification-holdout = Groupe témoin (en pourcentage)
notification-holdout-help = Cette part des personnes ne reçoit rien, pour pouvoir comparer. 50 au plus.
notification-held-out = Groupe témoin
notification-weights-help = La part de chaque variante par rapport aux autres, de 1 à 100. Laissez tout vide pour des parts égales.
notification-weight = Poids de la variante { $variant }
notification-weight-of-none = Écrivez un texte pour la variante { $variant }, ou laissez son poids vide.
notification-number-wrong = Saisissez un nombre de { $least } à { $most }.
notification-goal = Objectif
notification-goal-help = Ce qui est compté chez les personnes qui la reçoivent et dans le groupe témoin.
notification-goal-none = Aucun
notification-goal-purchase = Un achat
notification-goal-use = Une utilisation
notification-goal-acquisition = Une acquisition
notification-goal-app = Dans l’application
notification-goal-own-app = L’application de la notification
notification-goal-days = Dans un délai de (jours)
notification-goal-days-help = De 1 à 30, à partir de l’envoi.
notification-goal-fact = { $goal }, { $app }, { $days ->
    [one] en { $days } jour
   *[other] en { $days } jours
}
notification-variants = Qui reçoit quelle variante
notification-variant-people = { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
}
omission-holdout = Dans le groupe témoin, pour pouvoir comparer
