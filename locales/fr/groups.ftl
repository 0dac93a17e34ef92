# Les groupes de clients : listes, formulaires et pages.

# Ce qui ne va pas dans une condition
condition-attribute-missing = Choisissez un attribut.
condition-operator-missing = Choisissez une comparaison proposée pour cet attribut.
condition-value-missing = Indiquez une valeur.
condition-values-missing = Indiquez au moins une valeur.
condition-one-value = Indiquez une seule valeur ou choisissez « est l'un de ».
condition-one-part = Indiquez un seul texte, sur une seule ligne.
condition-part-too-long = Utilisez au plus 200 caractères.
condition-version = Saisissez une version avec son numéro, par exemple 10.0.19045, en 100 caractères au plus.
condition-number = Saisissez un nombre entier, par exemple 25.
condition-decimal = Saisissez un nombre avec six décimales au plus, par exemple 25 ou 1,5.
condition-amount = Saisissez un montant dans la devise de l'application, avec deux décimales au plus, par exemple 25 ou 25,50.
condition-date = Saisissez une date sous la forme année-mois-jour, par exemple 2026-11-24.
condition-days = Saisissez un nombre de jours de 1 à 36 500.
condition-percent = Saisissez un pourcentage de 0,0001 à 100, avec quatre décimales au plus, par exemple 10 ou 0,5.
condition-span = Saisissez un nombre entier à partir de 1. La durée la plus longue est de 100 ans.
condition-unit = Choisissez jours, semaines, mois ou ans.
condition-days-ago = Saisissez un nombre de jours de 0 à 36 500.
condition-days-to-anniversary = Saisissez un nombre de jours de 1 à 366.
condition-ends-swapped = La seconde valeur est inférieure à la première. Inversez-les.
condition-choice = Choisissez une des valeurs de la liste.
condition-group = Choisissez un des groupes de la liste.
condition-market = Saisissez un pays par son nom ou son code à deux lettres, par exemple Belgique ou BE.
condition-language = Saisissez une langue par son nom ou son code, par exemple français ou fr.
condition-too-long = Utilisez au plus 300 caractères.
condition-campaign-too-long = Un ID de campagne comporte au plus 100 caractères.
condition-too-many-values = Utilisez au plus 10 000 valeurs.

# Listes
groups-lead = Répartissez les clients en groupes, puis utilisez ces groupes.
groups-archived = Groupes archivés
groups-archive-empty = Aucun groupe n'est archivé.
groups-search = Rechercher par nom
groups-empty-title = Aucun groupe de clients pour l'instant
groups-empty-text = Créez un segment à partir d'une règle, ou un groupe d'utilisateurs connus à partir d'adresses e-mail. Un modèle permet de commencer vite.
inactive-help = Ces segments ont moins de membres que votre taille minimale. Ils redeviennent utilisables dès qu'ils grandissent ou sont modifiés.
column-type = Type
column-app = Application
column-members = Membres
column-trend = Tendance
column-updated = Mise à jour
column-customers = Clients
column-number = N°
column-address = Adresse e-mail
column-account = ID de compte
column-verdict = Verdict
status-active = Actif
status-small = Peu de membres, inactif
status-empty = Vide
status-failed = Non actualisé
status-waiting = Pas encore calculé
status-archived = Archivé
group-small = Peu
group-small-text =
    { $minimum ->
        [one] Ce segment compte peu de membres : moins que votre minimum de { $minimum } client. Il reste inactif.
       *[other] Ce segment compte peu de membres : moins que votre minimum de { $minimum } clients. Il reste inactif.
    }
trend-more =
    { $count ->
        [one] { $count } membre de plus depuis le { $date }
       *[other] { $count } membres de plus depuis le { $date }
    }
trend-fewer =
    { $count ->
        [one] { $count } membre de moins depuis le { $date }
       *[other] { $count } membres de moins depuis le { $date }
    }
group-refresh-named = Actualiser { $name }

# Le formulaire
group-create-title = Créer un groupe
group-edit-title = Modifier { $name }
group-rename-title = Renommer le groupe
group-name = Nom du groupe
group-name-missing = Donnez un nom au groupe.
group-name-length = Donnez au groupe un nom de 300 caractères au plus.
group-name-taken = Un autre de vos groupes, peut-être archivé, porte ce nom. Choisissez-en un autre.
group-copy-name = { $name } (copie)
group-type = Type de groupe
group-show-kind = Afficher ce type
group-app = Inclure les clients de cette application
group-choose-app = Choisissez une application
group-app-missing = Choisissez l'application dont les clients composent le segment.
group-no-app = Vous n'avez pas encore d'application. Un segment en demande une ; un groupe d'utilisateurs connus, non.
group-conditions = Définir les conditions d'inclusion
group-conditions-help = Un client doit satisfaire chaque filtre. Dans un filtre, une condition suffit, ou toutes celles que relie ET. Sans condition, tous les clients disponibles en font partie.
rule-filter = Filtre { $number }
rule-include = Clients qui correspondent
rule-exclude = Sauf les clients qui correspondent
rule-and = et
rule-or = ou
rule-condition = Filtre { $filter }, condition { $number }
rule-attribute = Attribut
rule-choose-value = Choisir une valeur
rule-incomplete = Incomplète : pas encore comptée.
rule-more-condition = Plus pour la condition { $number } du filtre { $filter }
rule-more-filter = Plus pour le filtre { $number }
rule-move-up = Monter
rule-move-down = Descendre
filter-keeps = { $share } conservés
highest-share = { $attribute } : les { $percent } % les plus élevés commencent à { $from }, pour { $count ->
        [one] { $count } client.
       *[other] { $count } clients.
    }
highest-share-ties = { $attribute } : les { $percent } % les plus élevés commencent à { $from }, pour { $count ->
        [one] { $count } client
       *[other] { $count } clients
    }, soit { $more } de plus que cette part, car plusieurs ont la même valeur.
this-segment = Ce segment
left-out = Exclus de tous les segments :
rule-undo = Annuler l’action
rule-redo = Rétablir l’action
rule-duplicate = Dupliquer
rule-values-of-nobody = Aucun client disponible n’a ces valeurs
rule-add-value = Ajouter une valeur
rule-choose-attribute = Choisissez un attribut
rule-operator = Comparaison
rule-value = Valeur
rule-values = Valeurs
rule-values-lines = Valeurs, une par ligne ou séparées par des virgules
rule-values-help = Écrivez entre guillemets droits une valeur qui contient une virgule, un point-virgule ou un retour à la ligne, comme "Paris, France" ou "deux\nlignes".
rule-part = Texte
rule-part-help = Sans distinction entre majuscules et minuscules ni d’accents. 200 caractères au plus.
rule-version = Version de l’OS
rule-version-from = De la version
rule-version-to = À la version
rule-version-help = Les nombres sont comparés un à un : 10.0.19045 est plus récent que 10.0.9200. 100 caractères au plus.
rule-from = De
rule-to = À
rule-amount = Montant en { $currency }
rule-amount-from = De, en { $currency }
rule-amount-to = À, en { $currency }
rule-day = Jour
rule-day-from = Du
rule-day-to = Au
rule-days = Jours
rule-days-ago-from = Nombre de jours au moins
rule-days-ago-to = Nombre de jours au plus
rule-percent = Pourcentage
rule-percent-help = De 0,0001 à 100, parmi les clients disponibles dont la valeur est connue. Tous ceux qui ont la même valeur que le dernier en font partie.
rule-span = Combien
rule-span-unit = Jours, semaines, mois ou ans
rule-anniversary-help = De 1 à 366, aujourd’hui compris. Les années sans 29 février, son anniversaire tombe le 28.
rule-add-condition = + condition OU
rule-add-and = + condition ET
rule-add-together = Ajouter une condition ET en dessous
rule-join = Reliée par
rule-join-of = Lien de la condition { $number } du filtre { $filter } avec la précédente
rule-add-filter = Ajouter un autre filtre
rule-remove-filter = Retirer le filtre { $number }
rule-remove-condition = Retirer la condition { $number } du filtre { $filter }
rule-show-choices = Afficher tous les choix
rule-show-choices-of = Afficher tous les choix de la condition { $number } du filtre { $filter }
rule-too-many-filters = Utilisez au plus { $most } filtres.
rule-too-many-in-filter = Utilisez au plus { $most } conditions dans le filtre { $number }.
rule-too-many-conditions = Utilisez au plus { $most } conditions dans l'ensemble des filtres.
rule-as-formula = Les filtres comptent { $count } conditions, et une règle peut en avoir au plus { $most }. Elles sont écrites ici sous forme de formule : raccourcissez-la.
rule-too-many-characters = Les valeurs prennent plus de { $most } caractères au total. Utilisez-en moins, ou de plus courtes.
rule-too-many-values = Utilisez au plus { $most } valeurs dans l'ensemble des conditions. Pour une liste de personnes plus longue, utilisez un groupe d'utilisateurs connus.
group-addresses = Adresses e-mail ou identifiants de compte
group-addresses-help = Séparez-les par des espaces, des virgules, des points-virgules ou des sauts de ligne. Un identifiant de compte avec un @ s'écrit id:ann@example.com. Le groupe peut comprendre jusqu'à 10 000 personnes.
group-entries = Ce qui désigne les personnes ci-dessous et dans le fichier
group-entries-any = Des adresses e-mail, ou des identifiants de compte sans @
group-entries-accounts = Des identifiants de compte
group-entries-help = Choisissez les identifiants de compte si les vôtres ont un @, pour qu'ils ne soient pas pris pour des adresses.
group-addresses-file = Importer un fichier .csv
group-addresses-file-help = Les personnes du fichier sont ajoutées à celles ci-dessus, pour que vous puissiez les vérifier avant d'enregistrer. Un fichier .csv ou texte de { $limit } Mo au plus.
group-file = Depuis le fichier
group-file-taken =
    { $count ->
        [one] { $count } ligne de « { $name } » est ajoutée à celles ci-dessus.
       *[other] { $count } lignes de « { $name } » sont ajoutées à celles ci-dessus.
    }
group-file-taken-of-column =
    { $count ->
        [one] { $count } ligne de « { $name } » est ajoutée à celles ci-dessus, depuis la colonne « { $column } ».
       *[other] { $count } lignes de « { $name } » sont ajoutées à celles ci-dessus, depuis la colonne « { $column } ».
    }
group-file-without =
    { $count ->
        [one] { $count } ligne est vide dans cette colonne.
       *[other] { $count } lignes sont vides dans cette colonne.
    }
group-file-left-out =
    { $count ->
        [one] { $count } ligne est illisible et laissée de côté.
       *[other] { $count } lignes sont illisibles et laissées de côté.
    }
group-file-left-out-unseen =
    { $count ->
        [one] { $count } ligne du fichier est illisible et laissée de côté ; elle figure ci-dessous. Enregistrez de nouveau pour continuer sans elle.
       *[other] { $count } lignes du fichier sont illisibles et laissées de côté ; elles figurent ci-dessous. Enregistrez de nouveau pour continuer sans elles.
    }
group-file-left-out-lines = Lignes du fichier laissées de côté
group-file-more-left-out =
    { $count ->
        [one] { $count } autre ligne est laissée de côté.
       *[other] { $count } autres lignes sont laissées de côté.
    }
group-file-cut = Le fichier a plus de { $read } entrées, et le groupe peut compter jusqu'à { $most } personnes. Seules les { $read } premières sont ici.
group-file-too-large = Le fichier dépasse { $limit } Mo. Choisissez-en un plus petit. Ce que vous avez saisi est toujours là.
group-addresses-check = Vérifier les adresses
group-addresses-missing = Saisissez au moins une adresse e-mail ou un identifiant de compte.
group-addresses-too-many = Le groupe peut comprendre jusqu'à { $most } personnes ; vous en avez saisi { $count }.
group-addresses-refused =
    { $count ->
        [one] { $count } adresse ne peut pas être prise. Corrigez-la, retirez-la ou enregistrez sans elle.
       *[other] { $count } adresses ne peuvent pas être prises. Corrigez-les, retirez-les ou enregistrez sans elles.
    }
addresses-typed-one = {"{"}n{"}"} adresse saisie
addresses-typed-other = {"{"}n{"}"} adresses saisies
group-consent = Ces personnes ont accepté d'être ajoutées.
group-consent-help = Assurez-vous que ces personnes ont accepté d'être ajoutées.
group-consent-missing = Confirmez que ces personnes ont accepté d'être ajoutées.
group-save-accepted =
    { $count ->
        [one] N'enregistrer que la { $count } bonne adresse
       *[other] N'enregistrer que les { $count } bonnes adresses
    }
group-saved = « { $name } » est enregistré.
verdicts = Verdict sur chaque adresse
verdict-member = Membre
verdict-not-yet = Pas encore client
verdict-member-account = Membre, par identifiant de compte
verdict-account-gone = Plus aucun client n'a cet identifiant de compte
verdict-twice = Le même client que le n° { $first }, par identifiant de compte
verdicts-twice = Indiqués par adresse et par identifiant de compte
verdict-proposal = Vouliez-vous dire { $address } ?
verdict-repeated = Répète le n° { $first }
verdict-refused = Refusée : { $reason }
verdicts-repeated = Répétées
verdicts-refused = Refusées
verdicts-cut = Les { $shown } premières sur { $count } sont affichées, les refusées avant les autres.
email-empty = il n'y a pas d'adresse
email-too-long = elle dépasse 254 caractères
email-erased = cette personne a été effacée et n'est pas reprise
email-no-at = elle n'a pas de @, et aucun client ne l'a comme identifiant de compte
email-no-account = aucun client n'a cet identifiant de compte
email-local = la partie avant le @, « { $part } », ne peut pas être une boîte aux lettres
email-domain = la partie après le @, « { $part } », ne peut pas être un domaine

# Ajouter, remplacer et retirer des personnes
people-title = Personnes de « { $name } »
button-people = Ajouter, remplacer ou retirer
people-choice = Que faire des personnes ci-dessous
people-choice-add = Ajouter : garder les personnes du groupe et ajouter celles-ci
people-choice-replace = Remplacer : celles-ci prennent la place de toutes les personnes du groupe
people-choice-remove = Retirer : enlever celles-ci du groupe
people-choice-add-short = Ajouter
people-choice-remove-short = Retirer
people-add-one = Adresse e-mail ou identifiant de compte à ajouter
people-remove-one = Retirer { $entry }
people-review = Montrer ce qui changerait
people-would-change = Ce qui changerait
people-added =
    { $count ->
        [one] { $count } sera ajoutée
       *[other] { $count } seront ajoutées
    }
people-removed =
    { $count ->
        [one] { $count } sera retirée
       *[other] { $count } seront retirées
    }
people-there =
    { $count ->
        [one] { $count } y est déjà
       *[other] { $count } y sont déjà
    }
people-missing =
    { $count ->
        [one] { $count } n'est pas dans le groupe
       *[other] { $count } ne sont pas dans le groupe
    }
people-more = et { $count } de plus
people-confirm-add =
    { $count ->
        [one] Ajouter { $count } personne
       *[other] Ajouter { $count } personnes
    }
people-confirm-replace =
    { $count ->
        [one] Tout remplacer par { $count } personne
       *[other] Tout remplacer par { $count } personnes
    }
people-confirm-remove =
    { $count ->
        [one] Retirer { $count } personne
       *[other] Retirer { $count } personnes
    }
people-changed = Les personnes de « { $name } » sont modifiées.
people-reviewed-before = Le groupe ou votre saisie a changé depuis. Regardez ce qui changerait maintenant, puis confirmez.
people-nobody-entered = Saisissez au moins une adresse e-mail ou un identifiant de compte, ou choisissez un fichier.
people-no-change = Rien ne changerait. Voyez ci-dessous ce qu'il en est de chaque entrée.
people-nobody-left = Il ne resterait personne dans le groupe. Archivez plutôt le groupe.
column-entry = Adresse e-mail ou identifiant de compte

# Statistiques de l'application
app-statistics = Statistiques de l'application
available-customers = Clients de l'application disponibles
all-customers = Clients de l'application en tout
customers-in-segment = Clients dans ce segment
statistics-remaining = Restent après chaque filtre
statistics-choose-app = Choisissez une application pour voir ses chiffres.
statistics-too-large = Raccourcissez la formule pour voir les chiffres.
statistics-failed = Les chiffres n'ont pas pu être obtenus. Ce que vous avez saisi est conservé.
values-of-nobody =
    { $count ->
        [one] Aucun client n'a cette valeur pour { $attribute } : { $values }
       *[other] Aucun client n'a ces valeurs pour { $attribute } : { $values }
    }
values-in-other-capitals =
    { $count ->
        [one] Des clients ont aussi cette valeur pour { $attribute }, qui ne diffère que par les majuscules et n'est pas dans la règle : { $values }
       *[other] Des clients ont aussi ces valeurs pour { $attribute }, qui ne diffèrent que par les majuscules et ne sont pas dans la règle : { $values }
    }
group-incomplete =
    { $count ->
        [one] { $count } condition est incomplète et n'est pas encore prise en compte.
       *[other] { $count } conditions sont incomplètes et ne sont pas encore prises en compte.
    }
left-out-too-young =
    { $count ->
        [one] { $count } client a moins de { $age } ans.
       *[other] { $count } clients ont moins de { $age } ans.
    }
left-out-age-unknown =
    { $count ->
        [one] L'âge de { $count } client n'est pas connu.
       *[other] L'âge de { $count } clients n'est pas connu.
    }
left-out-before-windows-10 =
    { $count ->
        [one] { $count } client n'a pas acquis l'application sous Windows 10 ou version ultérieure.
       *[other] { $count } clients n'ont pas acquis l'application sous Windows 10 ou version ultérieure.
    }

# La page d'un groupe
group-size = Taille
group-members = Membres
group-members-list = Membres
group-addresses-list = Adresses
members-search = Rechercher par ID de compte ou adresse
members-empty = Personne n'est dans ce groupe.
breakdowns = Répartitions
breakdown-rest =
    { $count ->
        [one] { $count } autre
       *[other] { $count } autres
    }
group-renamed = Le groupe s'appelle maintenant « { $name } ».
group-archived = « { $name } » est archivé. Restaurer le fait revenir.
group-restored = « { $name } » est restauré.
group-refreshed = « { $name } » est actualisé.
group-counted-later = De nombreux clients ont changé. « { $name } » est compté en arrière-plan.
group-count-broke-off = Engage s'est arrêté pendant le calcul de ce groupe ; le nombre est celui d'avant. Il est recalculé une fois de lui-même dans la minute. Si cela échoue encore, modifiez le groupe ou actualisez-le.
group-refresh-failed = La dernière actualisation a échoué ; le nombre est celui d'avant. Une nouvelle tentative aura lieu d'elle-même.
start-title = Quels clients voulez-vous atteindre ?
start-text = Ajoutez une application et ses clients, ou découvrez Engage avec une application d'exemple.
group-changed-meanwhile = Ce groupe a été modifié entre-temps, dans un autre onglet ou par quelqu'un d'autre. Enregistrez à nouveau pour le remplacer, ou rouvrez-le.

# Pourquoi un segment est si petit
funnel-keeps-least = le taux le plus faible
group-small-missing =
    { $count ->
        [one] Il manque { $count } membre.
       *[other] Il manque { $count } membres.
    }
group-small-without =
    { $count ->
        [one] Sans le filtre { $number }, il compterait { $count } membre.
       *[other] Sans le filtre { $number }, il compterait { $count } membres.
    }
group-small-no-filter = Retirer un seul filtre ne suffit pas à le remplir.

# La formule saisie
formula-type = Saisir plutôt la règle sous forme de formule
formula-field = Formule
formula-help = Par exemple (Marché == FR || Marché == BE) && Dépenses dans cette application >= 10.00 && !(Évaluation a une valeur connue). Elle prend la place des conditions ci-dessus.
formula-read = Utiliser cette formule
condition-circle = Ce groupe ferait partie de lui-même, par { $names }. Choisissez un autre groupe.
condition-groups-too-deep = Les groupes peuvent être imbriqués sur { $depth } niveaux ; avec { $names }, il y en aurait davantage. Choisissez un autre groupe.
condition-groups-too-deep-above = Les groupes peuvent être imbriqués sur { $depth } niveaux. { $names } utilise ce groupe et en aurait davantage. Choisissez un autre groupe.
condition-groups-too-many = Une règle peut mener à { $reach } groupes, avec ceux que ses groupes nomment. Avec { $names }, il y en aurait davantage. Choisissez un autre groupe.
condition-groups-too-many-above = Une règle peut mener à { $reach } groupes. { $names } utilise ce groupe et mènerait à davantage. Choisissez un autre groupe.

# Où un groupe est utilisé, archiver, figer
group-uses = Utilisations
group-used-nowhere = Aucun segment ne nomme ce groupe.
group-used-in = Ces segments nomment ce groupe :
group-archive-title = Archiver « { $name } » ?
group-archive-text = Un groupe archivé garde son nom et ses membres, n'est plus actualisé et peut être restauré.
group-archive-used = Ils continuent à prendre ses membres selon sa définition. Modifiez-les d'abord s'il ne le faut pas.
group-in-use = { $name } est utilisé et ne peut pas être archivé. Retirez-le d'abord de ce qui l'utilise.
use-flight = Version d'évaluation de package
use-offer = Offre ciblée
group-delete = Supprimer définitivement
group-delete-title = Supprimer définitivement « { $name } » ?
group-delete-text = Le groupe disparaît avec son nom, sa définition et ce qui est compté ici, et ne peut pas être récupéré. Les clients et leurs données restent. Les liens vers sa page et vers ses fichiers ne mènent ensuite plus nulle part, et son nom peut être donné à un autre groupe. Le journal d'audit continue de dire ce qui lui a été fait.
group-delete-entries = Entrées
group-delete-days = Jours de son historique
group-delete-changes = Changements dans son historique
group-delete-used = Modifiez d'abord les règles de ces segments, ou supprimez-les aussi. Un segment archivé doit être restauré pour être modifié.
group-delete-archive-first = Seul un groupe archivé peut être supprimé. Archivez-le d'abord.
group-deleted = Le groupe est supprimé.
group-freeze-title = Figer « { $name } »
group-frozen-name = { $name }, { $date }
freeze-text = Les membres d'aujourd'hui deviennent un groupe d'utilisateurs connus, qui reste tel quel quand les données changent.
freeze-without-address = Parmi eux sans adresse qui leur soit propre
freeze-addresses = Adresses que le groupe d'utilisateurs connus contiendra
freeze-too-many = Le groupe peut comprendre jusqu'à { $most } personnes ; davantage de membres de ce segment ont une adresse. Restreignez d'abord le segment.
freeze-too-many-members = Un segment de { $most } membres au plus peut être figé, et celui-ci en compte davantage. Restreignez d'abord le segment.
freeze-nobody = Aucun des membres n'a d'adresse de courrier électronique : il n'y a personne à inscrire.

# Recoupement
overlap-title = Recoupements
overlap-lead = Combien de clients les groupes d'une application partagent. Seuls les clients disponibles comptent.
overlap-matrix = Comparaison deux à deux
overlap-matrix-help = Chaque case indique la part du groupe de la ligne présente dans celui de la colonne. Elle mène aux deux groupes.
overlap-twins = Groupes quasi identiques
overlap-twins-help = Au moins 95 % de chacun se retrouve dans l’autre. L’un des deux suffit peut-être.
overlap-no-twins = Aucun de ces groupes n’est quasi identique à un autre.
overlap-never = Personne en commun
overlap-never-help = Aucun client n’est dans les deux groupes.
overlap-no-never = Deux de ces groupes ont toujours au moins un client en commun.
overlap-too-few = Il n'y a pas encore deux groupes à comparer.
overlap-cut = { $shown } groupes sur { $count } sont comparés.
overlap-beside = En commun avec d'autres groupes
overlap-beside-in = En commun avec d'autres groupes de { $app }
overlap-shared = En commun
overlap-all = Comparer tous les groupes

# Historique
history-days = Jour par jour
history-too-short = La taille est tracée dès que le segment a été compté deux jours.
history-who = Membres à une date donnée
history-compare = Comparer deux jours
history-between = Du { $from } au { $to }
history-members-on = Membres le { $date }
history-came = Entrées
history-left = Sorties
history-causes = Motifs des entrées et sorties
history-cause = Motif
history-sum = Total
history-no-change = Ni entrée ni sortie.
history-nobody = Personne.
history-nothing-yet = Le segment n'avait pas encore été compté ce jour-là.
history-changes = Modifications, les plus récentes d'abord
history-days-swapped = Le second jour précède le premier. Inversez-les.
history-chart = { $before } membres le { $from }, { $after } le { $to }
cause-rule = La règle a été modifiée
cause-rule-by = La règle a été modifiée par { $email }
cause-settings = Les paramètres ont été modifiés
cause-settings-by = Les paramètres ont été modifiés par { $email }
cause-group = Un autre groupe a été modifié
cause-group-by = Un autre groupe a été modifié par { $email }
cause-data = Les données des clients ont changé
cause-time = Le temps a passé
cause-arrival = Des clients sont arrivés dans l'application
cause-removal = Des clients ont été retirés
cause-not-recorded = Non enregistré
condition-group-gone = Ce groupe a été supprimé. Choisissez un autre groupe.
group-attribute-gone = Un attribut de cette règle a été supprimé ou a changé de type entre-temps. Choisissez un autre attribut à sa place.
flag-title = Indicateur
flag-lead = Les programmes demandent avec OpenFeature si une personne est dans ce groupe. L’indicateur est activé pour les membres et désactivé pour tous les autres.
flag-now = Les programmes demandent la clé
flag-key = Clé
flag-key-help = Elle suit { $start } et se compose de minuscules, de chiffres, de points, de traits d’union et de tirets bas. Après une modification, les programmes qui demandent l’ancienne clé n’obtiennent pas de réponse.
flag-key-wrong = N’utilisez que des minuscules de a à z, des chiffres, des points, des traits d’union et des tirets bas, 100 au plus.
flag-key-taken = Un autre groupe a cette clé.
flag-for-clients = Les applications et les pages web peuvent le demander
flag-for-clients-help = Avec un jeton public, et seulement pour la personne qui y est connectée. Elle peut alors voir si elle est dans le groupe.
flag-saved = L’indicateur { $name } est enregistré.
