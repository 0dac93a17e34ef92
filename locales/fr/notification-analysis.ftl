# La liste des notifications
notification-group = Groupes
notification-began = Début
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
analysis-days-help = Les jours que vous modifiez comptent comme jours de votre choix.
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
analysis-by-market-help = Compté au plus une fois par heure. Les clics de qui n’est plus client sont sous Inconnu ; ceux des personnes qui n’ont pas autorisé la mesure ne sont que dans les totaux ci-dessus.
analysis-anonymous =
    { $count ->
        [one] { $count } clic n’a été que compté, car la personne n’a pas autorisé la mesure. Quiconque clique deux fois y compte deux fois : aucun taux de lancement n’est montré là où il entre dans la somme.
       *[other] { $count } clics n’ont été que comptés, car la personne n’a pas autorisé la mesure. Quiconque clique deux fois y compte deux fois : aucun taux de lancement n’est montré là où ils entrent dans la somme.
    }
analysis-markets-hidden = Les éditeurs voient les marchés : de petits nombres pourraient se déduire de ceux de plusieurs jours.
analysis-not-counted = Rien n’est encore compté.

# Accord à la mesure
measurement-title = Mesure
measurement-asked = Ne garder ce qu’une personne voit et ouvre que si elle a autorisé la mesure
measurement-asked-help = Pour toutes les autres, les messages affichés et ouverts sont seulement comptés : ni la personne ni l’heure ne sont gardées, et les webhooks n’en disent rien. Ce qui a été gardé avant reste. Vos pages et vos fichiers le demandent avec la finalité « mesure » (measurement).
measurement-anonymous = Parmi eux, { $shown } affichés et { $clicked } ouverts ont seulement été comptés, car la personne n’a pas autorisé la mesure. Qui ouvre deux fois y compte deux fois, et ils ne figurent dans aucun tableau par personne ou par partie.
