# Un fichier avant son import
import-upload = Continuer
import-too-many-drafts = { $limit } fichiers sont ouverts sans être importés. Importez-en un ou supprimez-en un d'abord.
drafts-title = Pas encore importés
draft-lead = Rien n'est enregistré avant que vous n'appuyiez sur Importer.
draft-refused-of = Ce sont des lignes refusées de « { $name } ». Leurs colonnes, leurs dates, leurs nombres et leurs heures sont lus comme dans ce fichier.
draft-being-read = Le fichier est en cours de lecture.
draft-outcome = Ce que fera l'import
draft-sums = Lignes
draft-lines-blank = Vides, ou sous le tableau
draft-lines-total = Lignes du fichier
draft-notes = Bon à savoir
draft-clean = Chaque ligne et chaque cellule est lisible.
draft-faults = Ce qui n'est pas lisible
draft-fault-lines =
    { $count ->
        [one] { $count } ligne est refusée
       *[other] { $count } lignes sont refusées
    }
draft-fault-cells =
    { $count ->
        [one] { $count } cellule est laissée de côté
       *[other] { $count } cellules sont laissées de côté
    }
draft-no-customers =
    { $count ->
        [0] Toutes ces personnes sont des clients.
        [one] { $count } de ces personnes n'est pas encore un client. Ce qu'elle a dit est gardé et vaudra dès qu'elle le sera. Si la plupart n'en sont pas, vérifiez que les identifiants de compte sont les bons.
       *[other] { $count } de ces personnes ne sont pas encore des clients. Ce qu'elles ont dit est gardé et vaudra dès qu'elles le seront. Si la plupart n'en sont pas, vérifiez que les identifiants de compte sont les bons.
    }
draft-customers-new =
    { $count ->
        [0] Il n'apporte aucun client inconnu.
        [one] Il apporte { $count } client encore inconnu.
       *[other] Il apporte { $count } clients encore inconnus.
    }
draft-age-unknown =
    { $count ->
        [one] { $count } ligne n'indique ni âge ni date de naissance. Sauf s'il est connu par ailleurs, le client n'entre dans aucun segment.
       *[other] { $count } lignes n'indiquent ni âge ni date de naissance. Sauf s'il est connu par ailleurs, ces clients n'entrent dans aucun segment.
    }
draft-too-young =
    { $count ->
        [one] { $count } client est trop jeune pour entrer dans un segment.
       *[other] { $count } clients sont trop jeunes pour entrer dans un segment.
    }
draft-before-windows-10 =
    { $count ->
        [one] { $count } ligne n'indique pas Windows 10 ou une version ultérieure. Sauf si elle est connue par ailleurs, le client n'entre dans aucun segment de cette application.
       *[other] { $count } lignes n'indiquent pas Windows 10 ou une version ultérieure. Sauf si elle est connue par ailleurs, ces clients n'entrent dans aucun segment de cette application.
    }
draft-new-attribute = Nouvel attribut personnalisé « { $name } » : { $kind }
draft-update = Actualiser l'aperçu
draft-discard = Supprimer le fichier
draft-discard-help = Supprimer le fichier supprime aussi ce qui y a été trouvé et ce que vous avez choisi pour lui. Rien n'en a été importé, donc rien d'autre ne change.
draft-discarded-before = Le fichier est supprimé.
draft-discarded = « { $name } » est supprimé.
draft-look-again = Vos changements sont pris en compte. Vérifiez ce que fera l'import, puis appuyez sur Importer.
draft-not-read = Le fichier est encore en cours de lecture. Appuyez sur Importer dans un instant.
draft-too-many-waiting = { $limit } fichiers attendent déjà. Importez celui-ci quand l'un d'eux sera terminé ; il reste ici.
draft-columns = Colonnes
draft-columns-help = Choisissez à quoi sert chaque colonne, puis actualisez l'aperçu. Ce choix est retenu pour le prochain fichier qui a ces colonnes.
draft-use = Utilisée pour
draft-use-of = À quoi sert « { $column } »
draft-use-ignore = Laisser de côté
draft-use-custom = Attribut personnalisé
draft-use-custom-found = Attribut personnalisé, d'après les valeurs : { $kind }
draft-use-custom-of = Attribut personnalisé : { $kind }
draft-order = Ordre des dates
draft-order-of = Ce qui vient en premier dans les dates de « { $column } »
draft-order-found = Ordre de la date tel qu'il est écrit
draft-order-day = Jour d'abord
draft-order-month = Mois d'abord
draft-mark = Séparateur décimal
draft-mark-of = Ce qui sépare les décimales dans « { $column } »
draft-mark-found = Séparateur décimal tel que trouvé
draft-mark-found-as =
    { $mark ->
        [comma] Trouvé : une virgule, comme dans 12,50
       *[point] Trouvé : un point, comme dans 12.50
    }
draft-mark-point = Point décimal, comme dans 12.50
draft-mark-comma = Virgule décimale, comme dans 12,50
draft-column-empty = Aucune valeur.
draft-column-filled =
    { $count ->
        [one] { $count } valeur.
       *[other] { $count } valeurs.
    }
draft-column-fit = { $fit } valeurs lisibles sur { $filled }.
draft-column-number = Colonne { $number }
draft-column-other = « { $other } » est prise pour { $field }.
draft-layout = Comment le fichier est lu
draft-separator-comma = Virgule
draft-separator-semicolon = Point-virgule
draft-separator-tab = Tabulation
draft-separator-bar = Barre verticale
draft-header-line = Ligne des noms de colonnes
draft-header-line-wrong = Écrivez le numéro d'une ligne, de 1 à 1 000.
draft-first-lines = Premières lignes
draft-lines =
    { $count ->
        [one] { $count } ligne sous les noms de colonnes.
       *[other] { $count } lignes sous les noms de colonnes.
    }
draft-clears = Une cellule vide efface la valeur connue
draft-use-twice = Une autre colonne sert déjà pour { $field }. Choisissez l'une des deux.
draft-time-zone = Fuseau des heures qui n’indiquent pas le leur
draft-time-zone-help = Par exemple Europe/Paris. Le jour d’une heure est celui de { $zone }, le fuseau des paramètres ; une date sans heure reste ce jour.
draft-as-of = État au { $moment }. Ce qui est importé ou modifié depuis peut changer ces nombres.
