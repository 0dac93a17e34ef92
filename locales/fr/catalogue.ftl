# Le catalogue des attributs, des opérateurs et des choix, la formule et la phrase d'une règle.

# Mots du produit
segment = Segment
known-user-group = Groupe d'utilisateurs connus
segment-definition = Définition du segment
segment-templates = Modèles de segment

# Catégories
category-demographic = Données démographiques
category-acquisitions = Acquisitions
category-acquisition-source = Source d'acquisition
category-usage = Utilisation
category-rating = Évaluation
category-churn-prediction = Prédiction d'attrition
category-store-purchases = Achats dans le Store
category-store-acquisitions = Acquisitions dans le Store
category-store-spend = Dépenses dans le Store
category-customer-groups = Groupes de clients
category-custom = Personnalisé

# Attributs
attribute-age-group = Groupe d'âge
attribute-age = Âge
attribute-gender = Sexe
attribute-market = Marché
attribute-language = Langue
attribute-acquired-on = Date d'acquisition de l'application
attribute-acquisition-type = Type d'acquisition
attribute-device-type = Type d'appareil
attribute-os-version = Version du système d'exploitation
attribute-channel = Canal
attribute-campaign-id = ID de campagne
attribute-page-viewed-on = Date de consultation de la page du Store
attribute-referrer-domain = Domaine URI référent
attribute-last-used-on = Dernière utilisation
attribute-days-used-30 = Jours d'utilisation des 30 derniers jours
attribute-sessions = Sessions
attribute-stars = Évaluation
attribute-rated-on = Date de l'évaluation
attribute-churn-risk = Risque d'attrition
choice-churn-risk-low = Faible
choice-churn-risk-medium = Moyen
choice-churn-risk-high = Élevé
attribute-purchases = Achats dans cette application
attribute-last-purchase-on = Dernier achat
attribute-first-purchase-made = Premier achat effectué
attribute-apps-acquired = Applications acquises auprès de cet éditeur
attribute-spend-cents = Dépenses dans cette application
attribute-spend-30-cents = Dépenses dans cette application, 30 derniers jours
attribute-total-spend-cents = Dépenses totales auprès de cet éditeur
attribute-member-of = Membre de

# Une ligne sur chaque attribut, dans la liste à choisir
about-age-group = Moins de 18 ans, 18 à 24 ans, etc., selon la date de naissance ou un fichier
about-age = En années révolues, selon la date de naissance
about-gender = Tel que vos fichiers l’indiquent
about-market = Le pays ou la région du compte client
about-language = La langue du compte client
about-acquired-on = Le jour où le client a obtenu cette application
about-acquisition-type = Gratuite, payante, version d’essai, etc.
about-device-type = PC, téléphone, console, etc., lors de l’acquisition
about-os-version = Le système d’exploitation lors de l’acquisition
about-channel = Comment le client est arrivé sur votre page du Store
about-campaign-id = La campagne dont le lien a mené à votre page du Store
about-page-viewed-on = Le jour où le client a vu votre page du Store avant l’acquisition
about-referrer-domain = Le site qui a mené à votre page du Store
about-last-used-on = Le dernier jour d’utilisation de l’application
about-days-used-30 = Le nombre de jours d’utilisation sur les 30 derniers jours
about-sessions = Le nombre total d’utilisations
about-stars = Les étoiles de la note la plus récente du client, de 1 à 5
about-rated-on = Le jour de la note la plus récente du client
about-churn-risk = La probabilité que le client cesse d’utiliser l’application, prédite d’après ses jours d’utilisation
about-purchases = Le nombre de commandes du client dans cette application
about-last-purchase-on = Le jour de la commande la plus récente
about-first-purchase-made = Si le client a déjà acheté quelque chose dans cette application
about-apps-acquired = Le nombre de vos applications que possède le client
about-spend-cents = Ce que le client a payé dans cette application, remboursements déduits
about-spend-30-cents = Ce que le client a payé dans cette application ces 30 derniers jours, remboursements déduits
about-total-spend-cents = Ce que le client a payé dans toutes vos applications, remboursements déduits
about-member-of = Un autre de vos groupes
attribute-known-for = renseigné à { $share }
attributes-recent = Utilisés récemment
attributes-none = Aucun attribut ne correspond.

# Choix
choice-unknown = Inconnu
choice-age-group-under-18 = Moins de 18 ans
choice-age-group-18-to-24 = 18 à 24
choice-age-group-25-to-34 = 25 à 34
choice-age-group-35-to-49 = 35 à 49
choice-age-group-50-or-over = 50 et plus
choice-gender-female = Féminin
choice-gender-male = Masculin
choice-gender-other = Autre
choice-acquisition-type-free = Gratuit
choice-acquisition-type-trial = Essai
choice-acquisition-type-paid = Payant
choice-acquisition-type-promotional-code = Code promotionnel
choice-acquisition-type-subscription = Abonnement
choice-acquisition-type-other = Autre
choice-device-type-pc = PC
choice-device-type-phone = Téléphone
choice-device-type-tablet = Tablette
choice-device-type-console = Console
choice-device-type-holographic = Holographique
choice-device-type-iot = IoT
choice-device-type-other = Autre
choice-channel-store-traffic = Trafic du Store
choice-channel-custom-campaign = Campagne personnalisée
choice-channel-other = Autre
choice-yes = Oui
choice-no = Non

# Opérateurs
operator-is = est
operator-is-not = n'est pas
operator-is-any-of = est l'un de
operator-is-none-of = n'est aucun de
operator-contains = contient
operator-does-not-contain = ne contient pas
operator-starts-with = commence par
operator-ends-with = se termine par
operator-at-least = est au moins
operator-at-most = est au plus
operator-between = est entre
operator-in-highest = est dans les … pour cent les plus élevés
operator-in-last = remonte à moins de …
operator-more-than-ago = remonte à plus de …
operator-in-next = est dans moins de …
operator-between-ago = remonte à … à … jours
operator-this-week = est cette semaine (du lundi au dimanche)
operator-this-month = est ce mois-ci
operator-this-year = est cette année
operator-last-month = est le mois dernier
operator-anniversary-in-next = a son anniversaire dans les … prochains jours
operator-on-or-after = est au plus tôt le
operator-on-or-before = est au plus tard le
operator-is-known = a une valeur connue
operator-is-unknown = n'a pas de valeur connue

# Unités à côté du champ d'une valeur
span-unit-days = jours
span-unit-weeks = semaines
span-unit-months = mois
span-unit-years = ans

# Les mots de la formule ; sa grammaire se trouve dans la documentation du programme
formula-everyone = Tous les clients disponibles
formula-in = dans
formula-verb = est
formula-range-and = et
formula-not-in = pas dans
formula-contains = contient
formula-does-not-contain = ne contient pas
formula-starts-with = commence par
formula-ends-with = se termine par
formula-in-highest = dans les { $percent } % les plus élevés
formula-in-last =
    { $days ->
        [one] dans le dernier jour
       *[other] dans les { $written } derniers jours
    }
formula-more-than-ago =
    { $days ->
        [one] remonte à plus de { $written } jour
       *[other] remonte à plus de { $written } jours
    }
formula-in-last-weeks =
    { $days ->
        [one] dans la dernière semaine
       *[other] dans les { $written } dernières semaines
    }
formula-more-than-ago-weeks =
    { $days ->
        [one] remonte à plus de { $written } semaine
       *[other] remonte à plus de { $written } semaines
    }
formula-in-last-months =
    { $days ->
        [one] dans le dernier mois
       *[other] dans les { $written } derniers mois
    }
formula-more-than-ago-months =
    { $days ->
        [one] remonte à plus de { $written } mois
       *[other] remonte à plus de { $written } mois
    }
formula-in-last-years =
    { $days ->
        [one] dans la dernière année
       *[other] dans les { $written } dernières années
    }
formula-more-than-ago-years =
    { $days ->
        [one] remonte à plus de { $written } an
       *[other] remonte à plus de { $written } ans
    }
formula-in-next =
    { $days ->
        [one] dans le prochain jour
       *[other] dans les { $written } prochains jours
    }
formula-in-next-weeks =
    { $days ->
        [one] dans la prochaine semaine
       *[other] dans les { $written } prochaines semaines
    }
formula-in-next-months =
    { $days ->
        [one] dans le prochain mois
       *[other] dans les { $written } prochains mois
    }
formula-in-next-years =
    { $days ->
        [one] dans la prochaine année
       *[other] dans les { $written } prochaines années
    }
formula-anniversary-in-next =
    { $days ->
        [one] anniversaire dans le prochain jour
       *[other] anniversaire dans les { $written } prochains jours
    }
formula-between-ago = il y a { $low } à { $high } jours
formula-this-week = est cette semaine
formula-this-month = est ce mois-ci
formula-this-year = est cette année
formula-last-month = est le mois dernier
formula-is-known = a une valeur connue
formula-is-unknown = n'a pas de valeur connue

# La phrase
sentence-everyone = Tous les clients disponibles.
sentence-include = Les clients { $include }.
sentence-exclude = Tous les clients disponibles, sauf ceux { $exclude }.
sentence-both = Les clients { $include }, mais pas ceux { $exclude }.
sentence-either = soit { $clauses }
sentence-together = ({ $clauses })
quoted = « { $text } »
list-and-middle = { $first }, { $rest }
list-and-last = { $first } et { $rest }
list-or-middle = { $first }, { $rest }
list-or-last = { $first } ou { $rest }
list-either-middle = { $first }, soit { $rest }
list-either-last = { $first }, soit { $rest }
list-nor-middle = { $first } ni { $rest }
list-nor-last = { $first } ni { $rest }
list-filters-middle = { $first }, et { $rest }
list-filters-last = { $first }, et { $rest }

# Comment une phrase nomme un attribut
phrase-member-of = le groupe
phrase-churn-risk = le risque d'attrition
phrase-custom = l'attribut « { $name } »
phrase-age-group = le groupe d'âge
phrase-age = l'âge
phrase-gender = le sexe
phrase-market = le marché
phrase-language = la langue
phrase-acquired-on = la date d'acquisition de l'application
phrase-acquisition-type = le type d'acquisition
phrase-device-type = le type d'appareil
phrase-os-version = la version du système d'exploitation
phrase-channel = le canal
phrase-campaign-id = l'ID de campagne
phrase-page-viewed-on = la date de consultation de la page du Store
phrase-referrer-domain = le domaine URI référent
phrase-last-used-on = la date de dernière utilisation
phrase-days-used-30 = le nombre de jours d'utilisation au cours des 30 derniers jours
phrase-sessions = le nombre de sessions
phrase-stars = l'évaluation
phrase-rated-on = la date d'évaluation
phrase-purchases = le nombre d'achats dans cette application
phrase-last-purchase-on = la date du dernier achat
phrase-first-purchase-made = le premier achat
phrase-apps-acquired = le nombre d'applications acquises auprès de cet éditeur
phrase-spend-cents = le montant dépensé dans cette application
phrase-spend-30-cents = le montant dépensé dans cette application au cours des 30 derniers jours
phrase-total-spend-cents = le montant total dépensé auprès de cet éditeur

# Une proposition par opérateur ; un attribut qui a ses propres mots a clause-(attribut)-(opérateur)
clause-is = dont { $attribute } est { $value }
clause-is-not = dont { $attribute } n'est pas { $value }
clause-is-any-of = dont { $attribute } est { $value }
clause-is-none-of = dont { $attribute } n'est ni { $value }
clause-contains = dont { $attribute } contient { $value }
clause-does-not-contain = dont { $attribute } ne contient pas { $value }
clause-starts-with = dont { $attribute } commence par { $value }
clause-ends-with = dont { $attribute } se termine par { $value }
clause-equals = dont { $attribute } est de { $value }
clause-differs = dont { $attribute } n'est pas de { $value }
clause-at-least = dont { $attribute } est d'au moins { $value }
clause-at-most = dont { $attribute } est d'au plus { $value }
clause-between = dont { $attribute } se situe entre { $low } et { $high }
clause-in-highest = dont { $attribute } est dans les { $percent } % les plus élevés
clause-between-days = dont { $attribute } se situe entre le { $low } et le { $high }
clause-in-last =
    { $days ->
        [one] dont { $attribute } est aujourd'hui
       *[other] dont { $attribute } se situe dans les { $days } derniers jours
    }
clause-more-than-ago =
    { $days ->
        [one] dont { $attribute } remonte à plus de { $days } jour
       *[other] dont { $attribute } remonte à plus de { $days } jours
    }
clause-in-last-weeks =
    { $count ->
        [one] dont { $attribute } se situe dans la dernière semaine
       *[other] dont { $attribute } se situe dans les { $count } dernières semaines
    }
clause-more-than-ago-weeks =
    { $count ->
        [one] dont { $attribute } remonte à plus de { $count } semaine
       *[other] dont { $attribute } remonte à plus de { $count } semaines
    }
clause-in-next-weeks =
    { $count ->
        [one] dont { $attribute } se situe dans la semaine qui vient
       *[other] dont { $attribute } se situe dans les { $count } prochaines semaines
    }
clause-in-last-months =
    { $count ->
        [one] dont { $attribute } se situe dans le dernier mois
       *[other] dont { $attribute } se situe dans les { $count } derniers mois
    }
clause-more-than-ago-months =
    { $count ->
        [one] dont { $attribute } remonte à plus de { $count } mois
       *[other] dont { $attribute } remonte à plus de { $count } mois
    }
clause-in-next-months =
    { $count ->
        [one] dont { $attribute } se situe dans le mois qui vient
       *[other] dont { $attribute } se situe dans les { $count } prochains mois
    }
clause-in-last-years =
    { $count ->
        [one] dont { $attribute } se situe dans la dernière année
       *[other] dont { $attribute } se situe dans les { $count } dernières années
    }
clause-more-than-ago-years =
    { $count ->
        [one] dont { $attribute } remonte à plus de { $count } an
       *[other] dont { $attribute } remonte à plus de { $count } ans
    }
clause-in-next-years =
    { $count ->
        [one] dont { $attribute } se situe dans l’année qui vient
       *[other] dont { $attribute } se situe dans les { $count } prochaines années
    }
clause-in-next =
    { $days ->
        [one] dont { $attribute } est aujourd’hui
       *[other] dont { $attribute } se situe dans les { $days } prochains jours
    }
clause-between-ago = dont { $attribute } remonte à { $low } jours au moins et { $high } jours au plus
clause-this-week = dont { $attribute } se situe cette semaine
clause-this-month = dont { $attribute } se situe ce mois-ci
clause-this-year = dont { $attribute } se situe cette année
clause-last-month = dont { $attribute } se situe le mois dernier
clause-anniversary-in-next =
    { $days ->
        [one] dont { $attribute } a son anniversaire aujourd’hui
       *[other] dont { $attribute } a son anniversaire dans les { $days } prochains jours
    }
clause-on-or-after = dont { $attribute } est au plus tôt le { $value }
clause-on-or-before = dont { $attribute } est au plus tard le { $value }
clause-yes = pour qui { $attribute } est oui
clause-no = pour qui { $attribute } est non
clause-is-known = dont on connaît { $attribute }
clause-is-unknown = dont on ne connaît pas { $attribute }
clause-acquired-on-in-last =
    { $days ->
        [one] qui ont acquis l'application aujourd'hui
       *[other] qui ont acquis l'application au cours des { $days } derniers jours
    }
clause-acquired-on-more-than-ago =
    { $days ->
        [one] qui ont acquis l'application il y a plus de { $days } jour
       *[other] qui ont acquis l'application il y a plus de { $days } jours
    }
clause-last-used-on-in-last =
    { $days ->
        [one] qui ont utilisé l'application aujourd'hui
       *[other] qui ont utilisé l'application au cours des { $days } derniers jours
    }
clause-last-used-on-more-than-ago =
    { $days ->
        [one] qui ont utilisé l'application pour la dernière fois il y a plus de { $days } jour
       *[other] qui ont utilisé l'application pour la dernière fois il y a plus de { $days } jours
    }
clause-os-version-at-least = dont la version du système est { $value } ou une version ultérieure
clause-os-version-at-most = dont la version du système est { $value } ou une version antérieure
clause-days-used-30-at-least = qui ont utilisé l'application au moins { $value } des 30 derniers jours
clause-days-used-30-at-most = qui ont utilisé l'application au plus { $value } des 30 derniers jours
clause-stars-is-known = qui ont évalué l'application
clause-stars-is-unknown = qui n'ont pas évalué l'application
clause-last-purchase-on-in-last =
    { $days ->
        [one] qui ont fait un achat aujourd'hui
       *[other] qui ont fait un achat au cours des { $days } derniers jours
    }
clause-last-purchase-on-more-than-ago =
    { $days ->
        [one] dont le dernier achat remonte à plus de { $days } jour
       *[other] dont le dernier achat remonte à plus de { $days } jours
    }
clause-first-purchase-made-yes = qui ont fait un premier achat
clause-first-purchase-made-no = qui n'ont pas encore fait d'achat

# Modèles de segment
template-new-customers-name = Nouveaux clients
template-new-customers-text = Ont acquis l'application au cours des 30 derniers jours.
template-lapsed-customers-name = Clients inactifs
template-lapsed-customers-text = N'ont pas utilisé l'application depuis plus de 30 jours.
template-daily-users-name = Utilisateurs quotidiens
template-daily-users-text = Ont utilisé l'application au moins 20 des 30 derniers jours.
template-top-spenders-name = Plus gros acheteurs
template-top-spenders-text = Ont dépensé au moins 100 $US dans cette application.
template-first-purchase-not-made-name = Premier achat non effectué
template-first-purchase-not-made-text = N'ont encore rien acheté dans cette application.
template-unhappy-raters-name = Évaluations défavorables
template-unhappy-raters-text = Ont donné 1 ou 2 étoiles à l'application.
template-happy-raters-name = Évaluations favorables
template-happy-raters-text = Ont donné 4 ou 5 étoiles à l'application.
template-lapsed-spenders-name = Acheteurs perdus
template-lapsed-spenders-text = Ont dépensé au moins 10 $US, mais leur dernier achat remonte à plus de 60 jours.
template-trial-users-name = Utilisateurs à l'essai
template-trial-users-text = Ont acquis l'application à l'essai et n'ont encore rien acheté.
template-campaign-arrivals-name = Arrivés par une campagne
template-campaign-arrivals-text = Sont venus par une campagne personnalisée au cours des 90 derniers jours.
template-silent-regulars-name = Habitués silencieux
template-silent-regulars-text = Utilisent souvent l'application sans l'avoir évaluée.
template-likely-to-leave-name = Sur le départ
template-likely-to-leave-text = Ont utilisé l'application et ont probablement cessé.
template-several-apps-name = Clients de plusieurs applications
template-several-apps-text = Ont acquis au moins deux de vos applications.

# Les types d'attribut
kind-choice = Choix
kind-number = Nombre
kind-decimal = Nombre à décimales
kind-money = Montant
kind-date = Date
kind-yes-no = Oui ou non
clause-member-of-is = qui sont dans { $value }
clause-member-of-is-not = qui ne sont pas dans { $value }
clause-member-of-is-any-of = qui sont dans { $value }
clause-member-of-is-none-of = qui ne sont ni dans { $value }

# Ce qui ne va pas dans une formule
formula-error = Au caractère { $place }, « { $found } » : { $expected }
formula-error-end = Au caractère { $place }, où la formule s'arrête : { $expected }
formula-error-nearest = Vouliez-vous dire « { $nearest } » ?
formula-expected-attribute = un attribut était attendu.
formula-expected-comparison = l'une de ces comparaisons était attendue : { $listed }.
formula-expected-choice = une des valeurs de l'attribut était attendue.
formula-expected-group = un de vos groupes était attendu.
formula-expected-market = un pays était attendu, comme FR ou France.
formula-expected-language = une langue était attendue, comme fr ou français.
formula-expected-text = un texte était attendu, entre guillemets droits s'il compte plus d'un mot simple.
formula-expected-part = un texte d’au plus { $most } caractères était attendu, entre guillemets droits s’il compte plus d’un mot simple.
formula-expected-version = une version d’au plus { $most } caractères était attendue, comme 10.0.19045, entre guillemets droits si elle compte plus d’un mot simple.
formula-expected-number = un nombre entier était attendu, comme 25.
formula-expected-decimal = un nombre était attendu, comme 1.5.
formula-expected-amount = un montant était attendu, comme 25.00.
formula-expected-date = un jour était attendu, comme 2026-11-24.
formula-expected-days = un nombre de jours de 1 à 36500 était attendu.
formula-expected-span = un nombre de 1 à { $most } était attendu.
formula-expected-days-ago = deux nombres de jours de 0 à 36500 étaient attendus.
formula-expected-percent = un pourcentage de 0.0001 à 100 était attendu.
formula-expected-range = deux points et l'autre borne étaient attendus, comme 18..24.
formula-expected-rising-ends = une borne qui ne soit pas inférieure à la première était attendue.
formula-expected-list-end = une virgule ou une parenthèse fermante était attendue.
formula-expected-opened-list = une liste entre parenthèses était attendue, comme (A, B).
formula-expected-alternative = ||, && ou une parenthèse fermante était attendu.
formula-expected-together = && ou une parenthèse fermante était attendu.
formula-expected-joiner = && ou || était attendu.
formula-expected-parentheses = && et || se suivent : mettez entre parenthèses ce qui va ensemble, comme dans (A && B) || C.
formula-expected-closing-quote = un texte fermé était attendu, comme "soldes d'été".
formula-expected-at-most-characters = la fin de la formule était attendue, car elle comporte au plus { $most } caractères.
formula-expected-at-most-filters = la fin de la formule était attendue, car elle comporte au plus { $most } parties réunies par &&.
formula-expected-at-most-in-filter = au plus { $most } conditions étaient attendues dans un filtre.
formula-expected-at-most-conditions = la fin de la formule était attendue, car elle comporte au plus { $most } conditions.
formula-expected-at-most-values = la fin de la liste était attendue, car une formule comporte au plus { $most } valeurs.
