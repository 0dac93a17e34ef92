# Les règles de l'éditeur et les paramètres de l'utilisateur.

settings-rules = Règles de votre éditeur
settings-rules-text = Elles valent pour tous les segments de toutes les applications.
settings-rules-owner = Seul un propriétaire peut changer ces règles.
settings-rules-changed-meanwhile = Les règles ont été modifiées entre-temps, dans un autre onglet ou par quelqu'un d'autre : { $age } ans au moins, et un minimum de { $size } membres. Enregistrez à nouveau pour les remplacer.
settings-rules-saved = Les règles sont enregistrées et tous les groupes recomptés.
settings-least-age = Âge minimal
settings-least-age-help = En années révolues, 17 ou plus. Les clients plus jeunes ne sont dans aucun segment.
settings-least-age-wrong = Saisissez un âge de 17 à 130. Il peut être relevé, jamais abaissé sous 17.
settings-count-unknown-age = Compter les clients d'âge inconnu
settings-count-unknown-age-help = Sinon, un client dont l'âge n'est pas connu n'est dans aucun segment.
settings-minimum-size = Taille minimale d'un segment
settings-minimum-size-help = De 1 à 10 000 membres. Un segment plus petit est inactif.
settings-minimum-size-wrong = Saisissez un nombre de 1 à 10 000.
settings-currency = Devise
settings-currency-label = Devise des nouvelles applications
settings-currency-help = Les nouvelles applications commencent avec elle. Celles qui existent gardent la leur.
settings-currency-save = Enregistrer la devise
settings-currency-saved = Les nouvelles applications commencent avec cette devise.
settings-currency-changed-meanwhile = La devise est devenue { $currency } entre-temps. Enregistrez de nouveau pour mettre la vôtre à sa place.
settings-language = Langue
settings-language-label = Langue de vos pages
settings-language-browser = Celle du navigateur
settings-language-save = Enregistrer la langue
settings-language-saved = Vos pages sont en français.
settings-password = Mot de passe
settings-password-current = Mot de passe actuel
settings-password-new = Nouveau mot de passe
settings-password-help = Au moins 12 caractères. Partout ailleurs, il faudra vous connecter à nouveau.
settings-password-save = Changer le mot de passe
settings-password-wrong = Ce n'est pas votre mot de passe actuel.
settings-password-saved = Votre mot de passe est changé. Les autres sessions sont terminées.

# Ce que des règles changeraient
effect-title = Effet sur les chiffres d'aujourd'hui
effect-show = Montrer l'effet
effect-none = Changez une règle pour voir ce qu'elle fait avant de l'enregistrer.
effect-failed = L'effet ne peut pas être montré pour le moment.
effect-becomes =
    { $now ->
        [one] { $name } : { $now } client disponible deviendrait { $then }.
       *[other] { $name } : { $now } clients disponibles deviendraient { $then }.
    }
effect-no-app = Vous n'avez pas encore d'application, aucun chiffre ne change donc.
effect-no-segment-yet = Vous n'avez pas encore de segment.
effect-stays =
    { $now ->
        [one] { $name } : { $now } client disponible, comme maintenant.
       *[other] { $name } : { $now } clients disponibles, comme maintenant.
    }
effect-becomes-small = « { $name } » serait trop petit, donc inactif.
effect-no-longer-small = « { $name } » pourrait être utilisé.
effect-no-segment = Aucun segment ne devient trop petit ni de nouveau utilisable.
effect-together = Les trois ensemble
effect-segments = Segments qui changent
effect-now = Maintenant
effect-then = Ensuite
effect-unchanged-segments =
    { $count ->
        [0] Tous les segments changent.
        [one] { $count } segment reste tel quel.
       *[other] { $count } segments restent tels quels.
    }
effect-left-out =
    { $count ->
        [one] Seuls les { $shown } plus grands segments sont comptés ; { $count } autre ne l'est pas.
       *[other] Seuls les { $shown } plus grands segments sont comptés ; { $count } autres ne le sont pas.
    }

# Mémoire
settings-memory = Mémoire
settings-memory-used = { $apps ->
        [one] Les clients de { $apps } application occupent { $used } Mo sur { $limit }.
       *[other] Les clients de { $apps } applications occupent { $used } Mo sur { $limit }.
    }
settings-memory-too-large = { $count ->
        [one] { $count } application dépasse cette limite : c'est la base de données qui répond pour elle.
       *[other] { $count } applications dépassent cette limite : c'est la base de données qui répond pour elles.
    }
settings-memory-database = La base de données répond aux règles, sans colonnes en mémoire.
settings-memory-help = Les applications sont chargées quand il le faut ; les moins récemment utilisées laissent leur place. Qui exploite Engage fixe la limite par ENGAGE_MEMORY_LIMIT.

# Sessions
settings-sessions = Où vous êtes connecté
settings-sessions-help = Une session se termine 30 jours après son début, ou quand elle n'est pas utilisée.
settings-session-here = Cette session
settings-session-times = Début { $started }, dernière visite { $seen }
settings-session-end = Déconnecter
settings-session-unknown = Navigateur inconnu
settings-sessions-end-others = Se déconnecter partout ailleurs
settings-sessions-end-all = Se déconnecter partout, ici aussi
settings-sessions-ended =
    { $count ->
        [0] Aucune autre session n'était ouverte.
        [one] { $count } session est terminée.
       *[other] { $count } sessions sont terminées.
    }
settings-time-zone = Fuseau horaire
settings-time-zone-label = Fuseau de vos jours
settings-time-zone-changed-meanwhile = Le fuseau horaire est devenu { $zone } entre-temps. Enregistrez de nouveau pour mettre le vôtre à sa place.
settings-time-zone-help = Un achat à 23:30 compte pour le jour qu’il est alors dans ce fuseau. Les heures des fichiers qui n’indiquent pas leur fuseau sont lues dans celui-ci, sauf si vous en choisissez un autre pour le fichier. Une nouvelle journée commence à minuit dans ce fuseau. Les jours de ce qui est déjà importé ne changent pas.
settings-time-zone-save = Enregistrer le fuseau horaire
settings-time-zone-saved = Le fuseau horaire est enregistré. On y est le { $date }, et les fichiers que vous importerez désormais seront lus dans ce fuseau.
settings-time-zone-ahead = Les nombres sont déjà ceux du { $date } et le restent jusqu’à la fin de ce jour.
time-zone-unknown = Saisissez le nom d’un fuseau horaire, par exemple Europe/Paris ou America/New_York.
