webhooks-title = Webhooks
webhooks-lead = Engage prévient vos programmes quand des clients entrent dans un groupe ou en sortent, quand un import se termine et quand un client est effacé, et de ce que deviennent notifications, offres et versions d’évaluation. Les messages sont signés selon Standard Webhooks 1.0.0 et ne désignent les clients que par leur identifiant de compte.
webhooks-empty = Pas encore de webhook
webhooks-empty-text = Ajoutez l'adresse d'un de vos programmes et choisissez ce qui lui est envoyé.
webhook-add = Ajouter un webhook
webhook-edit = Modifier le webhook
webhook-url = Adresse
webhook-url-help = Là où les messages sont envoyés, par exemple https://example.org/hooks. Elle doit utiliser HTTPS et mener à une adresse publique.
webhook-events = Événements
webhook-apps-help = Aucun choix vaut pour toutes les applications.
webhook-groups-help = Aucun choix vaut pour tous les groupes.
webhook-url-missing = Saisissez l'adresse à laquelle envoyer les messages.
webhook-url-unreadable = Saisissez une adresse complète sans nom d'utilisateur, par exemple https://example.org/hooks.
webhook-url-refused = Saisissez une adresse publique qui commence par https://. Les autres doivent être autorisées par qui administre Engage (ENGAGE_WEBHOOK_NETWORKS).
webhook-no-event = Choisissez au moins un événement.
webhook-not-there = Choisissez dans la liste, au plus { $most } applications et { $most } groupes.
webhook-too-many = Il y a déjà { $most } webhooks : supprimez-en un qui ne sert plus.
webhook-changed-meanwhile = Quelqu'un d'autre a modifié ce webhook entre-temps. Vérifiez ce que vous voyez et enregistrez de nouveau.

# Événements
webhook-event-group-members-changed = Les membres d'un groupe ont changé
webhook-event-group-member-entered = Un client est entré dans un groupe
webhook-event-group-member-left = Un client est sorti d'un groupe
webhook-event-group-inactive = Un groupe n'est plus utilisable
webhook-event-import-finished = Un import s'est terminé
webhook-event-customer-erased = Un client a été effacé
webhook-event-notification-sent = Une notification est envoyée
webhook-event-notification-paused = Une notification est suspendue
webhook-event-delivery-launched = Des personnes ont suivi une notification
webhook-event-offer-claimed = Une offre a été utilisée
webhook-event-flight-rollout-changed = Le déploiement d’une version d’évaluation a changé
webhook-event-test-decided = Un test est décidé
webhook-event-engage-test = Test

# Comment il va
webhook-live = Les messages arrivent
webhook-failing = Rien n'arrive depuis { $time }
webhook-disabled-text = Les messages sont écrits et attendent. Ils sont conservés 30 jours et envoyés dans l'ordre dès la réactivation.
webhook-told = Ce qui lui est envoyé
webhook-all-apps = Toutes les applications
webhook-all-groups = Tous les groupes
webhook-no-longer-there = (supprimé ou archivé)
webhook-last-sequence = Dernier numéro
webhook-former-until = L'ancien secret est valable jusqu'à
webhook-secret = Secret
webhook-secret-once = Donnez-le au destinataire, qui s'en sert pour vérifier les signatures. Il n'est affiché que cette fois ; vous pouvez en créer un nouveau à tout moment.

# Ce que font les propriétaires
webhook-test = Envoyer un test
webhook-test-arrived = Le test est arrivé : { $result }, après { $milliseconds } ms.
webhook-test-failed = Le test n'est pas arrivé : { $result }, après { $milliseconds } ms.
webhook-again = Renvoyer
webhook-from = À partir du numéro
webhook-from-help = Tout ce qui a été envoyé à partir de ce numéro l'est encore une fois, avec les mêmes identifiants.
webhook-from-wrong = Saisissez un numéro à partir de 1.
webhook-replay = Renvoyer
webhook-replayed = { $count ->
    [0] Il n'y a rien à renvoyer à partir de ce numéro.
    [one] { $count } message est renvoyé.
   *[other] { $count } messages sont renvoyés.
}
webhook-replayed-most = Les { $count } premiers messages à partir de ce numéro sont renvoyés. Pour la suite, partez d'un numéro plus grand.
webhook-everyone = Tous ceux qui sont dans un segment maintenant
webhook-everyone-help = Pour un destinataire qui part de rien. Les changements suivent dans l'ordre.
webhook-everyone-send = Envoyer tous les membres
webhook-everyone-sent = { $count ->
    [one] { $count } membre est envoyé.
   *[other] { $count } membres sont envoyés.
}
webhook-everyone-none = Choisissez un segment qui a été compté.
webhook-change = Modifier
webhook-rotate = Créer un nouveau secret
webhook-rotate-help = Pendant 24 heures, les messages sont aussi signés avec l'ancien secret, pour que le destinataire puisse en changer.
webhook-disable = Désactiver
webhook-disable-help = Désactivé, il ne reçoit rien : les messages attendent.
webhook-disabled-now = { $name } est désactivé.
webhook-enable = Réactiver
webhook-enable-help = Réactivé, il reçoit d'abord ce qui attendait.
webhook-enabled-now = { $name } est réactivé.
webhook-delete = Supprimer le webhook
webhook-delete-help = Ses messages sont supprimés aussi, et ceux qui attendent ne sont jamais envoyés.
webhook-deleted = Le webhook de { $name } est supprimé.
webhook-send-again = Renvoyer
webhook-send-one-again = Renvoyer le message { $sequence }
webhook-sent-again = Le message est renvoyé.
webhooks-given-up = Les messages à un webhook n'arrivent plus, et il est désactivé.
webhooks-look = Voir les webhooks

# Messages
webhook-messages = Messages
webhook-filter = Filtrer les messages
webhook-all-states = Tous
webhook-no-messages = Aucun message de ce genre.
webhook-sequence = Numéro
webhook-event = Événement
webhook-answers = Réponses
webhook-state-waiting = En attente
webhook-state-delivered = Arrivé
webhook-state-failed = Abandonné
webhook-state-dropped = Non envoyé : son groupe est supprimé
webhook-run = { $sent } sur { $count } envoyés
webhook-lost = { $count ->
    [one] { $count } n'est pas arrivé
   *[other] { $count } ne sont pas arrivés
}
webhook-next = prochain essai { $time }
webhook-is-replay = renvoyé
webhook-milliseconds = { $count } ms
webhook-problem-refused = Non publique
webhook-problem-no-host = Hôte inconnu
webhook-problem-no-connection = Pas de connexion
webhook-problem-timed-out = Pas de réponse à temps
webhook-problem-broken-off = Interrompu

# Pourquoi rien n'est envoyé
webhook-disabled-owner = Désactivé par un propriétaire
webhook-disabled-gone = Le destinataire ne veut plus de messages (410 Gone)
webhook-disabled-failing = Aucun message n'est arrivé depuis cinq jours
