# La liste des notifications
notification-group = Groupes
notification-start = Début
notification-browsers = Navigateurs
notification-accepted = Acceptées
notification-lift = Gain par rapport au groupe témoin
launch-rate = Taux d’ouverture
delivery-rate = Taux d’acceptation
# Entre deux nombres de points, qui peuvent être négatifs
comparison-lift = de { $from } à { $to } points
notifications-tab-analysis = Analyse

# Ce que sont devenues les notifications de quelques jours
analysis-title = Ce que sont devenues les notifications
analysis-period = Période
analysis-period-30-days = 30 derniers jours
analysis-period-3-months = 3 derniers mois
analysis-period-6-months = 6 derniers mois
analysis-period-12-months = 12 derniers mois
analysis-period-own = Jours de votre choix
analysis-days-help = Les deux jours comptent quand Jours de votre choix est choisi.
analysis-too-many-days = Choisissez { $most } jours au plus.
analysis-count =
    { $count ->
        [0] Aucune notification n’a été envoyée pendant ces jours.
        [one] { $count } notification envoyée pendant ces jours.
       *[other] { $count } notifications envoyées pendant ces jours.
    }
analysis-hidden =
    { $count ->
        [one] { $count } autre est laissée de côté : elle a un nombre assez petit pour désigner des personnes, ou n’est pas encore comptée.
       *[other] { $count } autres sont laissées de côté : elles ont un nombre assez petit pour désigner des personnes, ou ne sont pas encore comptées.
    }
analysis-cut = Seules les { $most } plus récentes sont additionnées.
analysis-total = En tout
analysis-sent = Envoyées
analysis-gone = Navigateur disparu
analysis-launches = Ouvertures
analysis-rates-help = Le taux d’acceptation est la part des messages envoyés que le service de push a acceptés ; le taux d’ouverture est la part des messages acceptés sur lesquels quelqu’un a cliqué.
analysis-by-day = Par jour
analysis-by-day-help = Une notification compte le jour de son envoi, avec tout ce qu’elle est devenue depuis.
analysis-chart = { $what } par jour du { $from } au { $to }, { $greatest } au plus.
analysis-by-market = Par marché
analysis-by-market-help = Compté au plus une fois par heure. Les clics de qui n’est plus client sont sous Inconnu.
analysis-not-counted = Rien n’est encore compté.
