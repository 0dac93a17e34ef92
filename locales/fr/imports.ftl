# Les importations et leurs rapports.

# Ce qu'un fichier peut contenir
import-kind-customers = Clients
import-kind-customers-help = Une ligne par client : account_id et, s'ils sont connus, l'adresse e-mail, la date de naissance ou l'âge, le sexe, le marché, la langue et le mode d'acquisition de l'application. Toute autre colonne devient un attribut personnalisé.
import-kind-purchases = Achats
import-kind-purchases-help = Une ligne par commande, ou par article de celle-ci : account_id, order_id, purchased_at, amount ; si on les connaît, currency, status, refunded, product_id, product et quantity. Les montants d'une commande s'additionnent : chacun est celui de toute sa ligne, quelle que soit la quantité.
import-kind-usage = Utilisation
import-kind-usage-help = Une ligne par client et par jour : account_id, used_on et, s'il est connu, le nombre de sessions (sessions).
import-kind-ratings = Évaluations
import-kind-ratings-help = Une ligne par client : account_id, stars (de 1 à 5 étoiles) et, si elle est connue, la date rated_on.
import-kind-consents = Consentements
import-kind-consents-help = Une ligne pour chaque chose qu'une personne a acceptée ou retirée : account_id, channel (web push), purpose (promotional, product, test ou measurement), state (oui ou non, opt-in ou opt-out), at et, s'il est connu, le texte affiché. Ce qui a été dit en dernier compte, quel que soit le fichier.

# Colonnes
import-field-account-id = Identifiant de compte
import-field-email = Adresse e-mail
import-field-birth-date = Date de naissance
import-field-order-id = Numéro de commande
import-field-purchased-at = Date et heure de l'achat
import-field-amount = Montant
import-field-refunded = Montant remboursé
import-field-currency = Devise
import-field-status = Statut
import-field-product-id = Identifiant de produit
import-field-product = Produit
import-field-quantity = Quantité
import-field-used-on = Jour d'utilisation
import-field-stars = Étoiles
import-field-consent-channel = Canal du consentement
import-field-consent-purpose = Finalité du consentement
import-field-consent-state = Accepté ou retiré
import-field-said-at = Moment où cela a été dit
import-field-evidence = Texte affiché

# Pourquoi une ligne a été refusée
refusal-missing = La cellule de la colonne « { $column } » est vide.
refusal-cell-too-long =
    { $limit ->
        [one] « { $value } » compte plus de { $limit } caractère.
       *[other] « { $value } » compte plus de { $limit } caractères.
    }
refusal-damaged-number = « { $value } » dans la colonne « { $column } » est la forme abrégée d'un long nombre, dont les autres chiffres sont perdus. Mettez la colonne au format texte dans le tableur, puis exportez-la de nouveau.
refusal-email = « { $value } », dans la colonne « { $column } », n'est pas une adresse e-mail.
refusal-date = « { $value } », dans la colonne « { $column } », n'est pas une date. Écrivez-la ainsi : 2026-11-24, ou avec l'heure : 2026-11-24T18:55:24Z.
refusal-date-ambiguous = « { $value } », dans la colonne « { $column } », ne dit pas lequel des nombres est le jour et lequel est le mois, et les autres dates de la colonne ne le disent pas non plus. Écrivez l'année en premier, par exemple 2026-11-24.
refusal-number = « { $value } », dans la colonne « { $column } », n'est pas un nombre entier.
refusal-decimal = « { $value } », dans la colonne « { $column } », n'est pas un nombre.
refusal-yes-no = « { $value } », dans la colonne « { $column } », n'est ni oui ni non.
refusal-age = « { $value } », dans la colonne « { $column } », n'est pas un âge compris entre 0 et 130 ans.
refusal-age-group = « { $value } », dans la colonne « { $column } », n'est compris dans aucun des groupes d'âge : moins de 18 ans, 18 à 24, 25 à 34, 35 à 49, 50 et plus.
refusal-sessions = « { $value } », dans la colonne « { $column } », n'est pas un nombre de sessions compris entre 1 et 1 000 000.
refusal-not-used = Il n’y a eu aucune session ce jour-là : la ligne n’est pas une utilisation de l’application.
refusal-stars = « { $value } », dans la colonne « { $column } », n'est pas un nombre d'étoiles compris entre 1 et 5.
refusal-amount = « { $value } », dans la colonne « { $column } », n'est pas une somme d'argent. Écrivez-le ainsi : 1234,50.
refusal-amount-ambiguous = « { $value } », dans la colonne « { $column } », peut se lire comme des milliers ou comme des décimales, et aucun autre montant de la colonne ne tranche. Écrivez-le ainsi : 1234,50.
refusal-amount-decimals = « { $value } », dans la colonne « { $column } », a plus de décimales que la devise de l'application.
refusal-amount-negative = « { $value } », dans la colonne « { $column } », est négatif. Seuls des achats peuvent être importés.
refusal-amount-too-large = « { $value } », dans la colonne « { $column } », dépasse un milliard.
refusal-currency = « { $value } », dans la colonne « { $column } », n'est pas en { $currency }, la devise de l'application, et les montants ne sont pas convertis. Retirez ces lignes, ou importez-les dans une application qui a leur devise.
refusal-status = « { $value } », dans la colonne « { $column } », n'est pas un statut connu, comme payé, remboursé ou échoué. La ligne est comptée comme payée.
refusal-refund-missing = « { $value } », dans la colonne « { $column } », ne dit pas combien a été remboursé. Le montant entier est compté. Ajoutez une colonne « montant remboursé ».
refusal-not-paid = « { $value } », dans la colonne « { $column } », signifie que rien n'a été payé. La ligne ne compte pas tant qu'un fichier ne la dit pas payée.
refusal-order-incomplete = Une autre ligne de la commande « { $value } » est refusée. Importez toutes les lignes de la commande ensemble une fois cette ligne corrigée.
refusal-order-without-amount = Aucune ligne de la commande « { $value } » n'a de montant.
refusal-order-without-time = Aucune ligne de la commande « { $value } » n'a de date.
refusal-choice = « { $value } », dans la colonne « { $column } », ne fait pas partie des choix.
refusal-market = « { $value } », dans la colonne « { $column } », n'est pas un pays. Écrivez son nom ou son code à deux lettres.
refusal-language = « { $value } », dans la colonne « { $column } », n'est pas une langue. Écrivez son nom ou son code, par exemple fr ou pt-BR.
refusal-order-of-several = La commande « { $value } » figure dans le fichier pour plusieurs clients.
refusal-erased = Cette personne a été effacée le { $value } et n'est pas reprise.
refusal-order-of-another = La commande « { $value } » appartient à un autre client.
refusal-ratings-differ = Le fichier contient, pour le client « { $value } », des nombres d'étoiles différents au même moment. Gardez une seule de ces lignes.
refusal-consent-channel = « { $value } » dans la colonne « { $column } » n'est pas un canal par lequel on écrit. Indiquez web push. Un consentement pour un autre canal n'en est pas un pour celui-ci.
refusal-consent-purpose = « { $value } » dans la colonne « { $column } » n'est pas une finalité connue. Indiquez promotional, product, test ou measurement.
refusal-consent-state = « { $value } » dans la colonne « { $column } » ne dit pas si c'est accepté. Indiquez oui ou non.
refusal-in-future = « { $value } » n'est pas encore passé. Indiquez quand la personne l'a dit.
refusal-consents-too-often = « { $value } » a changé d'avis trop souvent. Ce que la personne retire est toujours pris en compte.
refusal-lines-differ = « { $value } » dans la colonne « { $column } » contredit une autre ligne du même client.
refusal-too-many-lines = Plus de { $limit } lignes, ou plus de 16 Mo de lignes, concernent la même commande, la même journée ou le même client. Aucune n’est prise.
refusal-ragged =
    { $found ->
        [one] La ligne compte { $found } cellule, l'en-tête en compte { $limit }.
       *[other] La ligne compte { $found } cellules, l'en-tête en compte { $limit }.
    }
refusal-open-quote = Un guillemet est ouvert et n'est jamais fermé.
refusal-line-too-long = La ligne dépasse un mégaoctet.
refusal-nul = La ligne contient des octets nuls, qui ne sont pas du texte.
refusal-unreadable = La ligne contient des caractères illisibles.

# Pourquoi un fichier n'a pas été importé
import-problem-empty = Le fichier est vide.
import-problem-header-unreadable = La première ligne, qui devrait nommer les colonnes, est illisible.
import-problem-column-missing = Il n'y a pas de colonne pour « { $field } », par exemple { $names }. Les colonnes du fichier sont : { $headers }.
import-problem-column-unknown = Le fichier n'a pas de colonne « { $column } ».
import-problem-too-many-columns =
    { $limit ->
        [one] Le fichier a { $found } colonnes qui lui sont propres ; un fichier peut en apporter { $limit }.
       *[other] Le fichier a { $found } colonnes qui lui sont propres ; un fichier peut en apporter { $limit } au plus.
    }
import-problem-too-many-attributes = Une application peut avoir { $limit } attributs personnalisés, et celle-ci peut encore en recevoir { $room }. Le fichier en apporterait { $found } : { $columns }. Retirez des colonnes, puis importez-le à nouveau.
import-problem-header-too-long =
    { $limit ->
        [one] Le nom de la colonne { $number } compte plus de { $limit } caractère.
       *[other] Le nom de la colonne { $number } compte plus de { $limit } caractères.
    }
import-problem-file-gone = Le fichier n'est plus dans le dossier de données. Importez-le à nouveau.
import-problem-file-changed = Le fichier n'est pas celui qui avait été commencé. Importez-le à nouveau.
import-problem-command-ended = La commande qui importait le fichier a été interrompue avant la fin. Relancez-la : ce qui a déjà été importé n'est pas compté deux fois.
import-over-quota = Les fichiers en attente peuvent occuper { $limit } Mo ensemble, et celui-ci n'y tient plus. Envoyez-le quand l'un d'eux sera terminé.
import-no-room = Le disque du serveur n'a pas de place pour ce fichier. Demandez à la personne qui gère Engage d'en libérer, puis envoyez-le à nouveau.
import-too-many-waiting = { $limit } fichiers sont déjà en attente. Envoyez celui-ci quand l'un d'eux sera terminé.
import-preparing = Les fichiers d'une application d'exemple sont en préparation. Ils apparaîtront ici dans un instant.
import-problem-fault = Un incident est survenu de notre côté. Il a été consigné dans le journal. Importez à nouveau le fichier : ce qui a déjà été importé ne sera pas compté deux fois.

# Les pages
imports-lead = Les fichiers qui ont apporté des clients, des achats, des jours d'utilisation, des évaluations et des consentements.
imports-sorts = Ce qui a été importé
imports-files = Fichiers
imports-rows = Envois de programmes
imports-empty-title = Rien d'importé pour l'instant
imports-empty-text = Un fichier .csv apporte les clients et ce qu'ils ont fait. Ajoutez d'abord l'application qu'ils utilisent.
import-new = Importer un fichier
import-another = Importer un autre fichier
import-lead = Les colonnes sont reconnues à leur nom, dans n'importe quel ordre. Reprendre le même fichier ne change rien.
import-app = Application
import-kind = Contenu du fichier
import-file = Fichier
import-file-help = Un fichier .csv de { $limit } Mo au plus, séparé par des virgules, des points-virgules, des tabulations ou des barres.
import-file-missing = Choisissez un fichier.
import-file-too-large = Le fichier dépasse { $limit } Mo. Divisez-le, ou confiez-le à « engage import ».
import-begin = Importer
import-waiting = En attente
import-running = En cours
import-done = Terminé
import-done-refused =
    { $count ->
        [one] { $count } ligne refusée
       *[other] { $count } lignes refusées
    }
import-done-left-out =
    { $count ->
        [one] { $count } cellule laissée de côté
       *[other] { $count } cellules laissées de côté
    }
import-failed = Arrêté
import-started = commencé { $ago }
import-started-by = commencé { $ago } par { $user }
import-sent-by = envoyé { $ago } par le programme « { $token } »
import-progress = Avancement
import-progress-text = { $done } lignes sur { $total }
import-speed =
    { $count ->
        [one] { $count } ligne par seconde
       *[other] { $count } lignes par seconde
    }
import-left-seconds =
    { $count ->
        [one] encore { $count } seconde
       *[other] encore { $count } secondes
    }
import-left-minutes =
    { $count ->
        [one] encore { $count } minute
       *[other] encore { $count } minutes
    }
import-left-hours =
    { $count ->
        [one] encore { $count } heure
       *[other] encore { $count } heures
    }
import-computing = Toutes les lignes sont reprises. Les chiffres des clients sont en cours de calcul.
import-may-leave = Vous pouvez quitter cette page : le travail continue sans elle.
import-report = Le sort des lignes
import-lines-new = Nouvelles
import-lines-changed = Modifiées
import-lines-unchanged = Déjà présentes
import-lines-repeated = Répétées dans le fichier
import-lines-refused = Refusées
import-lines-total = Lignes du fichier
import-lines-so-far = Jusqu'ici, sur { $total } lignes
import-customers-new =
    { $count ->
        [0] Le fichier n'a apporté aucun client inconnu jusque-là.
        [one] Le fichier a apporté { $count } client inconnu jusque-là.
       *[other] Le fichier a apporté { $count } clients inconnus jusque-là.
    }
import-detected = Ce qui a été reconnu
import-encoding = Encodage
import-separator = Séparateur
import-separator-tab = tabulation
import-columns =
    { $count ->
        [one] { $count } colonne
       *[other] { $count } colonnes
    }
import-column-custom-choice = attribut personnalisé, un choix
import-column-custom-number = attribut personnalisé, un nombre
import-column-custom-decimal = attribut personnalisé, un nombre à décimales
import-column-custom-date = attribut personnalisé, une date
import-column-custom-yes-no = attribut personnalisé, oui ou non
import-column-ignored = non utilisée
import-cells-left-out =
    { $count ->
        [one] { $count } cellule a été laissée de côté ; le reste de sa ligne a été pris.
       *[other] { $count } cellules ont été laissées de côté ; le reste de leurs lignes a été pris.
    }
import-left-out = Cellules laissées de côté
import-left-out-help = Ces cellules n'ont pas pu être lues. Le reste de leurs lignes a été pris, et ce qui était connu avant est gardé.
import-left-out-listed = Seules les { $count } premières sont comptées ici.
import-refused-lines = Lignes refusées
import-refused-help = Une ligne qui a plusieurs défauts compte pour chacun d'eux. Le fichier de ces lignes a les colonnes de votre fichier et les motifs : corrigez-y les lignes, puis importez-le.
import-refused-reason = raison
import-refused-reasons = Motifs de refus
import-refused-download = Télécharger les lignes refusées
import-refused-file = { $name } lignes refusées
column-file = Fichier
column-started = Début
column-lines = Lignes
column-column = Colonne
column-cells = Cellules
column-first-line = Première ligne
column-first-reason = Motif, avec la première valeur
column-fate = Sort
column-line-number = Ligne
column-reason = Motif
column-text = Texte
import-problem-workbook = C'est un fichier propre à un tableur. Enregistrez-le au format CSV, puis importez celui-ci.
import-problem-no-people = Aucune colonne du fichier ne contient d'adresses e-mail ni d'identifiants de compte connus ici. Les colonnes du fichier sont : { $headers }.
import-problem-nobody = Le fichier ne contient ni adresse e-mail ni identifiant de compte connu ici. Mettez chaque adresse sur sa propre ligne.
import-problem-pdf = C'est un fichier PDF. Exportez les données au format CSV, puis importez ce fichier-là.
import-problem-image = C'est une image. Exportez les données au format CSV, puis importez ce fichier-là.
import-problem-web-page = C'est une page web, qui dit peut-être pourquoi un téléchargement a échoué. Ouvrez-la dans un navigateur pour la lire, puis téléchargez de nouveau le fichier CSV.
import-problem-xml = C'est un fichier XML. Exportez les données au format CSV, puis importez ce fichier-là.
import-problem-json = C'est un fichier JSON. Exportez les données au format CSV, puis importez ce fichier-là.
import-problem-archive = C'est un fichier compressé. Décompressez-le, puis importez le fichier CSV qu'il contient.
import-problem-document = C'est un document de traitement de texte. Enregistrez son tableau au format CSV, puis importez celui-ci.
import-problem-contact-cards = C'est un fichier de cartes de visite (vCard). Exportez les contacts au format CSV, puis importez ce fichier-là.
import-problem-database = C'est un fichier de base de données. Exportez les données au format CSV, puis importez ce fichier-là.
import-time-zone = Heures sans fuseau
import-day-zone = Jours
import-cancelling = Annulation en cours
import-cancelled = Annulé
import-undoing = Retrait en cours
import-undone = Retiré
import-cancel = Annuler l'import
import-cancelled-by = Annulé { $ago } par { $user }
import-undo = Défaire l'import
import-undo-title = Défaire l'import de { $name }
import-undo-consents = Tout ce que ce fichier a apporté est retiré, une fois retirés les fichiers de consentements importés après lui. Ce que les personnes ont dit ailleurs avant et depuis compte comme si ce fichier n'avait pas existé.
import-undo-said-since =
    { $count ->
        [one] { $count } ligne sur ce que les personnes autorisent
       *[other] { $count } lignes sur ce que les personnes autorisent
    }
import-undo-text = Tout ce que ce fichier a apporté est retiré : ce qu'il a ajouté est supprimé, ce qu'il a modifié retrouve ses valeurs d'avant. Les clients connus par ce seul fichier sont supprimés. Rien n'est retiré si des imports plus récents ont modifié les mêmes données ; ils vous sont alors indiqués.
import-undo-sums = Ce que l'import a fait, en lignes
import-undo-until = Un import peut être défait pendant 30 jours ; celui-ci jusqu'au { $moment }.
import-undo-impossible = Cet import ne peut pas être défait : il l'est déjà, il est encore en cours, il n'a rien apporté, il s'est terminé il y a plus de 30 jours, ou ce qui était conservé de son fichier ou d'un plus récent a été supprimé.
import-undone-by = Défait { $ago } par { $user }
import-delete-file = Supprimer ce qui est conservé de ce fichier
import-delete-file-title = Supprimer ce qui est conservé de { $name } ?
import-delete-file-text = Les lignes et les cellules ci-dessous disparaissent, ainsi que les noms des colonnes ; ils ne peuvent pas être récupérés. Ce que l'import a apporté reste, comme le nom du fichier, ses heures et ses totaux.
import-delete-file-lines = Lignes refusées, avec leur texte
import-delete-file-cells = Cellules écartées, avec leur texte
import-delete-file-undo = Cet import pouvait être défait jusqu'au { $moment }. Ensuite, il ne pourra plus l'être, car ce qu'il y avait avant lui disparaît aussi.
import-delete-file-older = Ces imports plus anciens ne pourront plus être défaits non plus, car on ne saura plus ce que celui-ci en a modifié :
import-delete-file-at-work = Un fichier est en attente ou en cours d'import, ou un import est en train d'être retiré. Réessayez quand ce sera terminé.
import-file-deleted = Ce qui était conservé de ce fichier est supprimé.
import-file-deleted-by = Ce qui était conservé du fichier a été supprimé { $ago } par { $user }
import-undo-refused = L'import n'a pas été défait
import-undo-refused-text = Rien n'a été retiré, car des modifications plus récentes reposent sur ce que ce fichier a apporté. Défaites-les d'abord, en commençant par la plus récente.
import-undo-standing =
    { $count ->
        [one] 1 client : { $accounts }
       *[other] { $count } clients : { $accounts }
    }
import-undo-used = Les règles de { $groups } utilisent l'attribut { $name }, ajouté par ce fichier.
import-undo-kind-changed = Le type de l'attribut { $name } a été changé depuis.
import-unknown = Une autre modification
import-taking-back = Ce que le fichier a apporté est en train d'être retiré.
import-problem-app-deleted = L'application a été supprimée pendant l'importation du fichier.
import-problem-cancelled = L'import a été annulé.
import-lines-for-editors = Les éditeurs voient de quelles lignes et cellules il s’agit, et pourquoi : elles contiennent les données de personnes.
