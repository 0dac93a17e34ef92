# Le générateur de règles en cours d’utilisation : la formule pendant la saisie, les liens vers une règle, ses premiers membres, les brouillons

formula-copy = Copier la formule
formula-words = Attributs et exemples
formula-words-help = Écrivez un attribut, une comparaison et une valeur, par exemple Marché == FR ou Âge est entre 18 et 24. Le français et l’anglais sont acceptés.
formula-suggestions = Suggestions
formula-suggested = { $n } suggestions. Les flèches en choisissent une, Entrée la reprend.

rule-link = Lien vers cette règle
rule-link-copy = Copier le lien
rule-link-too-long = Cette règle est trop longue pour un lien. Copiez plutôt sa formule.
rule-link-app-gone = Le lien désigne une application qui ne fait pas partie des vôtres. Choisissez une application : la formule est conservée ci-dessous.

first-members = Voir dix membres
first-members-order = Les dix premiers, dans l’ordre de leur première importation.
first-members-hide = Masquer
column-customer = Client

try-again = Réessayer

draft-offer = Il y a un brouillon de ce formulaire qui n’a pas été enregistré.
draft-failed = Il n’a pas pu être affiché. Vérifiez la connexion et réessayez.
draft-restore = Reprendre le brouillon
draft-offer-discard = L’abandonner

# L’aide sur les règles
nav-help = Aide sur les règles
help-rules-title = Les règles
help-rules-lead = Ce qu’une règle peut demander, comment les valeurs sont comparées et comment elle s’écrit sous forme de formule.
help-rules-whole = Une règle sous forme de formule
help-rules-whole-text = && réunit des filtres qui doivent tous être remplis, || réunit les alternatives d’un filtre et !(…) écarte les clients qui y répondent. Des parenthèses entourent les alternatives à côté de &&. Les majuscules et les espaces n’ont pas d’importance. Les mots peuvent être français ou anglais.
help-rules-values = Écrivez les nombres comme 1000, les montants comme 25.00 et les jours comme 2026-11-24. Un texte de plusieurs mots, ou avec de la ponctuation, se met entre guillemets droits. Les pays et les langues s’écrivent par leur code ou par leur nom.
help-rules-comparisons = Les comparaisons
help-rules-attributes = Les attributs
help-rules-custom = Toute autre colonne de vos fichiers de clients est aussi un attribut, sous son propre nom.
comparison-about-is = La valeur est celle-ci.
comparison-about-is-not = La valeur en est une autre, ou elle est inconnue.
comparison-about-is-any-of = La valeur figure dans la liste.
comparison-about-is-none-of = La valeur ne figure pas dans la liste, ou elle est inconnue.
comparison-about-at-least = La valeur est celle-ci ou plus.
comparison-about-at-most = La valeur est celle-ci ou moins.
comparison-about-between = De la première valeur à la seconde, toutes deux comprises.
comparison-about-in-last = Les jours qui se terminent aujourd’hui, aujourd’hui compris.
comparison-about-more-than-ago = Avant ces jours-là : le dernier d’entre eux n’est pas compris.
comparison-about-contains = Le texte contient cette partie, sans tenir compte des majuscules ni des accents.
comparison-about-does-not-contain = Le texte ne contient pas cette partie, ou il est inconnu.
comparison-about-starts-with = Le texte commence par cette partie, sans tenir compte des majuscules ni des accents.
comparison-about-ends-with = Le texte finit par cette partie, sans tenir compte des majuscules ni des accents.
comparison-about-in-highest = Les valeurs les plus élevées parmi les clients disponibles, avec tous ceux qui ont la même valeur que le dernier d’entre eux.
comparison-about-in-next = À partir d’aujourd’hui, aujourd’hui compris.
comparison-about-between-ago = Les jours qui vont du premier nombre au second en remontant le temps, tous deux compris.
comparison-about-this-week = Du lundi au dimanche, quel que soit le jour.
comparison-about-this-month = Du premier au dernier jour de ce mois.
comparison-about-this-year = Du 1er janvier au 31 décembre de cette année.
comparison-about-last-month = Du premier au dernier jour du mois précédent.
comparison-about-anniversary-in-next = Le même jour et le même mois, quelle que soit l’année. Le 29 février tombe le 28 les autres années.
comparison-about-on-or-after = Ce jour-là ou plus tard.
comparison-about-on-or-before = Ce jour-là ou plus tôt.
comparison-about-is-known = Il y a une valeur.
comparison-about-is-unknown = Il n’y a pas de valeur.

# Les raccourcis clavier
keys-title = Raccourcis clavier
keys-search = Rechercher dans cette page
keys-groups = Groupes de clients
keys-new = Nouveau groupe
keys-list = Cette liste
keys-on = Utiliser les raccourcis d’une seule touche
keys-on-help = Ils agissent quand aucun champ n’a le focus, dans ce navigateur seulement.
keys-then = puis
keys-close = Fermer

# Les premières minutes
not-set-up-title = Engage n’est pas encore configuré
not-set-up-text = La personne qui a démarré Engage ouvre le lien de configuration affiché dans son journal. Vous pourrez ensuite vous connecter ici.
sample-testers = Testeurs
app-sample-ready = « { $name } » est prête
app-sample-ready-text = Elle compte { $customers } clients fictifs, { $segments } segments et un groupe d’utilisateurs connus, Testeurs. Modifiez-en un ou créez le vôtre.
app-sample-see-segment = Voir un segment
app-sample-first-segment = Créer votre premier segment
app-sample-groups = Tous les groupes
app-import-customers = Importer des clients
app-steps = Ce que contient cette application
app-step-there = importé
all-of-unknown-age =
    { $count ->
        [one] Le seul client est écarté parce que son âge est inconnu.
       *[other] Les { $count } clients sont tous écartés parce que leur âge est inconnu.
    }
include-unknown-ages = Les inclure
include-unknown-ages-short = Inclure les clients d’âge inconnu
include-unknown-ages-owner = Un propriétaire peut les inclure dans les paramètres.
