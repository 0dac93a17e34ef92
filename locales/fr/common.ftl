# Les mots que toutes les pages partagent.

page-title = { $title } - { product-name }
skip-to-content = Aller au contenu

# Navigation
nav-label = Principale
nav-engage = Engager
nav-customer-groups = Groupes de clients
nav-apps = Applications
nav-customers = Clients
nav-imports = Importations
nav-team = Équipe
nav-settings = Paramètres
nav-menu = Menu
breadcrumbs-label = Vous êtes ici

# Ce que l'on peut faire partout
button-save = Enregistrer
button-cancel = Annuler
button-search = Rechercher
button-clear-search = Effacer la recherche
button-edit = Modifier
button-rename = Renommer
button-copy = Copier
button-archive = Archiver
button-restore = Restaurer
button-delete = Supprimer
button-change-kind = Changer le type
button-continue = Continuer
button-freeze = Figer
button-show = Afficher
button-check = Vérifier
button-history = Historique
button-compare = Comparer
button-back = Retour
button-refresh = Actualiser
button-update = Mettre à jour
button-export-csv = Exporter au format .csv
button-sign-in = Se connecter
button-sign-out = Se déconnecter
copy = Copier
copied = Copié

# Listes
search-nothing-found = Rien ne correspond à « { $query } ».
pages-label = Pages
pages-previous = Page précédente
pages-next = Page suivante
pages-range = { $first } à { $last } sur { $total }
column-name = Nom
column-actions = Actions
column-status = État
column-share = Part
customers-count =
    { $count ->
        [one] { $count } client
       *[other] { $count } clients
    }

# Formulaires
form-errors = Ce que vous avez saisi est conservé. À revoir :
remove-value = Retirer { $value }
values-pasted = Collées : { $pasted }. Inconnues ici : { $unknown }.
filter-list = Filtrer cette liste
field-choose = Faites un choix.
name-invisible = Le nom contient des caractères invisibles. Saisissez-le à nouveau.
field-controls = Ce texte contient des caractères qui ne peuvent pas être conservés. Chacun est affiché ici par � : retirez-les.
field-too-long =
    { $count ->
        [one] Utilisez au plus { $count } caractère.
       *[other] Utilisez au plus { $count } caractères.
    }
yes = Oui
no = Non
none = Aucun
unknown = Inconnu
saved = Enregistré.

# Nombres, montants et temps
percentage = { $share } %
percentage-below = < { $share } %
percentage-above = > { $share } %
money = { $amount } { $sign }
money-owed = -{ $amount } { $sign }
money-code = { $amount } { $sign }
money-code-owed = -{ $amount } { $sign }
ago-now = à l'instant
ago-minutes =
    { $count ->
        [one] il y a { $count } minute
       *[other] il y a { $count } minutes
    }
ago-hours =
    { $count ->
        [one] il y a { $count } heure
       *[other] il y a { $count } heures
    }
ago-days =
    { $count ->
        [one] il y a { $count } jour
       *[other] il y a { $count } jours
    }
ago-months =
    { $count ->
        [one] il y a { $count } mois
       *[other] il y a { $count } mois
    }
ago-years =
    { $count ->
        [one] il y a { $count } an
       *[other] il y a { $count } ans
    }
updated-ago = mis à jour { $ago }
updated-never = pas encore calculé
as-of = Au { $date }

# Les langues de l'interface, chacune dans ses propres mots
language-name-en = English
language-name-fr = Français

# Erreurs
error-not-found-title = Cette page n'existe pas
error-not-found-text = L'adresse est peut-être mal saisie, ou ce qu'elle montrait n'est plus là.
error-deleted-app = Cette application a été supprimée le { $date }.
error-deleted-group = Ce groupe a été supprimé le { $date }.
error-deleted-draft = Ce fichier a été supprimé le { $date }.
error-deleted-customer = Ce client a été effacé le { $date }.
error-forbidden-title = Vous ne pouvez pas faire cela
error-forbidden-text = Votre rôle ne le permet pas. Adressez-vous à un propriétaire de votre éditeur.
error-bad-request-title = Cette demande n'a pas pu être lue
error-bad-request-text = Revenez en arrière avec le bouton Précédent du navigateur, rechargez la page et réessayez.
error-too-large-title = C'est trop volumineux
error-too-large-text = Envoyez un fichier plus petit ou moins de texte.
error-too-large-limit = Cette page accepte au plus { $size }. Revenez à votre saisie avec le bouton Précédent du navigateur, puis raccourcissez-la ou choisissez un fichier plus petit.
size-kilobytes = { $count } ko
size-megabytes = { $count } Mo
error-too-many-title = Trop de tentatives
error-too-many-text = Attendez un peu, puis réessayez.
error-busy-title = Engage ne peut pas répondre pour le moment
error-busy-text = Le service est occupé ou sa base de données est indisponible. Rien de ce qui a été enregistré n’est perdu. Réessayez dans un instant.
error-full-title = Il n'y a plus de place
error-full-text = Le disque du serveur est plein : rien n'a été enregistré. Les pages restent lisibles. Demandez à la personne qui gère le serveur de libérer de la place.
error-internal-title = Un problème est survenu de notre côté
error-internal-text = Il a été consigné dans le journal. Réessayez dans un instant.
error-home-link = Aller aux groupes de clients
