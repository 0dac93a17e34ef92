# Ce que les notifications comparent
notification-comparison = Comparaison
notification-variant = Variante
notification-variant-named = Variante { $variant }
notification-variant-help = Les textes d’une autre variante vont à d’autres personnes, pour pouvoir comparer.
wording-variant-wrong = Écrivez d’abord des textes pour les variantes qui précèdent.
notification-holdout = Groupe témoin (en pourcentage)
notification-holdout-help = Cette part des personnes ne reçoit rien, pour pouvoir comparer. 50 au plus.
notification-held-out = Groupe témoin
notification-weights-help = La part de chaque variante par rapport aux autres, de 1 à 100. Laissez tout vide pour des parts égales.
notification-weight = Poids de la variante { $variant }
notification-weight-of-none = Écrivez un texte pour la variante { $variant }, ou laissez son poids vide.
notification-number-wrong = Saisissez un nombre de { $least } à { $most }.
notification-goal = Objectif
notification-goal-help = Ce qui est compté chez les personnes qui la reçoivent et dans le groupe témoin.
notification-goal-none = Aucun
notification-goal-purchase = Un achat
notification-goal-use = Une utilisation
notification-goal-acquisition = Une acquisition
notification-goal-app = Dans l’application
notification-goal-own-app = L’application de la notification
notification-goal-days = Dans un délai de (jours)
notification-goal-days-help = De 1 à 30, à partir de l’envoi.
notification-goal-fact = { $goal }, { $app }, { $days ->
    [one] en { $days } jour
   *[other] en { $days } jours
}
notification-variants = Qui reçoit quelle variante
notification-variant-people = { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
}
omission-holdout = Dans le groupe témoin, pour pouvoir comparer

# Valeurs d'une personne dans les textes
placeholder-help = Une valeur de la personne s’écrit { $example }, avec ce qui la remplace quand elle n’est pas connue.
placeholder-names = Valeurs possibles dans les textes
placeholder-names-help = Chacune avec son nom. Une accolade s’écrit deux fois. Les valeurs sont coupées après { $most } caractères.
placeholder-example = {"{market|votre pays}"}
placeholder-shape = Une accolade est seule. Écrivez une valeur comme {"{market|votre pays}"}, et doublez une accolade du texte.
placeholder-no-fallback = Écrivez ce qui remplace la valeur quand elle n’est pas connue, comme dans {"{market|votre pays}"}.
placeholder-long-fallback = Ce qui remplace une valeur a au plus { $most } caractères.
placeholder-unknown = Cette valeur n’existe pas. Voyez les valeurs possibles dans les textes.
placeholder-sensitive = Cette valeur est trop sensible pour un écran que d’autres peuvent voir.
placeholder-too-many = Écrivez au plus { $most } valeurs.

# Ce qu'une personne lirait
preview-title = Aperçu
preview-of = Aperçu pour une personne
preview-lead = Ce qu’une personne lirait, dans quelle langue, et si elle reçoit la notification.
preview-who = Identifiant de compte ou adresse e-mail
preview-show = Afficher
preview-nobody = Personne n’a cet identifiant ni cette adresse.
preview-several = Plusieurs clients ont cette adresse :
preview-receives = La reçoit
preview-omitted = Ne la reçoit pas : { $reason }
preview-not-meant = Ne la reçoit pas : dans aucun de ses groupes
preview-language-browser = Le dernier navigateur utilisé est en { $language }. C’est le texte en { $read } qui est lu.
preview-language-profile = Il n’y a pas encore de navigateur. Le profil indique { $language }. C’est le texte en { $read } qui serait lu.
preview-language-unknown = La langue n’est pas connue. C’est le texte en { $read } qui serait lu.

# Un texte dans son propre navigateur
trial-title = Envoyer à ce navigateur
trial-help = Le texte arrive à ce navigateur par son service de notifications, comme il arriverait à tous. Les valeurs sont remplacées par ce qui est prévu, et rien n’est compté.
trial-text = Texte
trial-send = Envoyer à ce navigateur
trial-needs-push = Il n’est pas possible d’envoyer à ce navigateur d’ici : il faut des scripts, une connexion sécurisée et les messages push.
trial-not-allowed = Rien n’a été envoyé. Autorisez les notifications de ce site dans votre navigateur, et réessayez.
trial-sent = Le service de notifications a pris le message. Votre navigateur l’affiche bientôt.
trial-refused = Le service de notifications a répondu { $status } : { $words }
trial-silent = Le service de notifications n’a pas répondu.
trial-no-text = Ce texte n’existe plus.
trial-no-browser = Le navigateur n’a pas dit où lui envoyer des messages.
trial-unknown-service = Le service de notifications de ce navigateur n’est pas connu. Un propriétaire peut ajouter son hôte là où les notifications sont configurées.

# La liste par onglets
notifications-tab-all = Toutes
notifications-tab-drafts = Brouillons
notifications-tab-under-way = En cours
notifications-tab-completed = Terminées
notifications-none-here = Aucune notification ici.

# Ce que les messages sont devenus, plus en détail
details-title = Rapport détaillé
details-lead = Ce que les messages sont devenus par variante, langue, plateforme et heure, et pourquoi une personne l’a reçue ou non. Qui l’a reçue est conservé treize mois.
details-variants = Par variante
details-variants-column = Variante
details-languages = Par langue
details-languages-column = Langue du navigateur
details-platforms = Par plateforme
details-platforms-column = Navigateur et système
details-hours = Par heure
details-hours-column = Heure de la réponse
details-no-hour = Pas encore de réponse
details-nothing = Rien n’est connu.
details-nobody = Ce n’est pas un seul client. Saisissez un identifiant de compte.
details-allowed = L’a permis : { $text }
details-bucket = Place { $place } parmi toutes les personnes : { $arm }
details-status = réponse { $status }
details-tries = { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
}
details-in-group = Dans { $group } le { $day }.
details-not-in-group = Pas dans { $group } le { $day }.
details-list = { $group } est une liste de personnes, dont aucun état antérieur n'est gardé.
details-except = La notification n'est pas pour ses membres.
details-edited = Le groupe a été modifié depuis.
details-had = Messages promotionnels avant celui-ci : { $day } ce jour-là, { $week } en sept jours.
details-caps = Le maximum est de { $day } par jour et de { $week } en sept jours, selon les règles actuelles.
details-no-cap = sans limite
details-exempt = Le nombre de messages promotionnels par personne ne compte pas pour cette notification.
details-not-yet = Pas encore
