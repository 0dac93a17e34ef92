# Les applications.

apps-lead = Les produits dont vous répartissez les clients en groupes.
apps-empty-title = Aucune application pour l'instant
apps-empty-text = Ajoutez une application et ses clients, ou chargez-en une d’exemple pour découvrir Engage.
app-add = Ajouter une application
app-added = « { $name } » est ajoutée.
app-name = Nom
app-name-length = Donnez à l'application un nom de 100 caractères au plus.
app-name-taken = Une autre de vos applications porte ce nom. Choisissez-en un autre.
app-platform = Plateforme
app-platform-help = Un segment d'une application Windows ne comprend que les clients qui l'ont acquise sous Windows 10 ou version ultérieure.
platform-windows = Windows
platform-android = Android
platform-ios = iOS
platform-web = Web
platform-other = Autre
app-sample-load = Charger une application d’exemple
app-sample-name = Application d’exemple
app-sample-loading = « { $name } » reçoit { $count } clients inventés.
