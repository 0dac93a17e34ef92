# Les applications.

apps-lead = Les produits dont vous répartissez les clients en groupes.
apps-empty-title = Aucune application pour l'instant
apps-empty-text = Ajoutez une application et ses clients, ou chargez-en une d'exemple pour découvrir Engage.
app-add = Ajouter une application
app-added = « { $name } » est ajoutée.
app-name = Nom
app-name-length = Donnez à l'application un nom de 300 caractères au plus.
app-changed-meanwhile = Cette application a été modifiée entre-temps, dans un autre onglet ou par quelqu'un d'autre. Enregistrez à nouveau pour la remplacer, ou rouvrez-la.
app-name-taken = Une autre de vos applications porte ce nom. Choisissez-en un autre.
app-platform = Plateforme
app-platform-help = Un segment d'une application Windows ne comprend que les clients qui l'ont acquise sous Windows 10 ou version ultérieure.
app-currency = Devise
app-currency-help = La devise de ses achats. Les montants dans une autre devise sont refusés et jamais convertis. Elle peut être changée tant que l'application n'a pas d'achats. La dépense dans toutes les applications compte celles qui ont cette devise.
app-currency-fixed = L'application a des achats, ou un fichier est en cours d'importation : sa devise ne peut plus être changée. Choisissez celle qu'elle avait, ou ajoutez une autre application.
platform-windows = Windows
platform-android = Android
platform-ios = iOS
platform-web = Web
platform-other = Autre
app-sample-load = Charger une application d'exemple
app-sample-name = Application d'exemple
app-sample-loading = « { $name } » reçoit { $count } clients inventés.
app-sample-too-many = { $limit } applications d'exemple sont déjà en cours de remplissage. Chargez-en une autre quand l'une d'elles sera prête.
app-sample-over-quota = Les fichiers en attente peuvent occuper { $limit } Mo ensemble, et ceux d'une application d'exemple n'y tiennent plus. Chargez-la quand certains seront terminés.
app-sample-no-room = Le disque du serveur n'a pas de place pour une application d'exemple. Demandez à la personne qui gère Engage d'en libérer, puis chargez-la à nouveau.
app-doings = Ce qu'ils ont fait
app-sessions = Sessions
app-last-used = Dernière utilisation
app-purchases = Achats
app-spend = Dépenses
app-ratings = Évaluations
app-attributes = Attributs personnalisés
app-no-attributes = Aucun. Toute autre colonne d'un fichier de clients en devient un.
app-no-segments = Aucun segment de cette application pour l'instant.
app-being-filled = Un fichier est en cours d'importation, ces chiffres vont changer.

# Prédiction d'attrition
churn-heading = Prédiction d'attrition
churn-none = Pas encore de prédiction : le risque est inconnu pour tous jusqu'à la prochaine actualisation quotidienne.
churn-fitted = Prédit d'après les jours d'utilisation de { $count } clients revenus, le { $date }.
churn-too-few = Pas de prédiction : { $count } clients ont utilisé l'application plus d'un jour, et il en faut { $least }. Le risque est inconnu pour tous.
churn-not-converged = Pas de prédiction : les jours d'utilisation de { $count } clients ne suivent aucun modèle. Le risque est inconnu pour tous.
churn-active = Probabilité d'être encore actif
