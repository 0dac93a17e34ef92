# Ce qui part de nouveau, et ce qu’il est bon de savoir avant
notification-duplicate = Dupliquer
notification-duplicated = Ce brouillon dit la même chose. Modifiez ce qui doit être différent.
notification-repeat =
    { $count ->
        [one] Renvoyer à { $count } appareil au sort inconnu
       *[other] Renvoyer à { $count } appareils au sort inconnu
    }
notification-repeat-help = Personne ne sait si ces navigateurs ont reçu le message. Celui qui l’affiche déjà ne l’affiche qu’une fois : le second remplace le premier. Qui l’a fermé peut le revoir.
notification-repeated-now = L’envoi reprend pour les appareils au sort inconnu.
notification-reads-another =
    { $count ->
        [one] { $count } de ces personnes a un navigateur dans une autre langue et lit le texte en « { $language } ».
       *[other] { $count } de ces personnes ont un navigateur dans une autre langue et lisent le texte en « { $language } ».
    }
notification-got-lately =
    { $count ->
        [one] { $count } de ces personnes a reçu une autre notification ces dernières 24 heures.
       *[other] { $count } de ces personnes ont reçu une autre notification ces dernières 24 heures.
    }
preview-from = Votre site
preview-windows-light = Windows, clair
preview-windows-dark = Windows, sombre
preview-android-light = Android, clair
preview-android-dark = Android, sombre
preview-shown-help = À peu près ainsi : chaque navigateur abrège les textes et montre les images à sa façon. Envoyez-la à votre navigateur pour l’y voir.

# Ceux qui sont venus depuis, et ce par quoi commencent les notifications
notification-newcomers = Envoyer à ceux qui sont venus depuis
notification-for-newcomers = Ce brouillon dit la même chose et ne va qu’aux personnes à qui le premier n’est pas allé.
notification-newcomers-cancelled = Elle a été annulée : elle n’est pas allée à toutes les personnes prévues. Dupliquez-la pour l’envoyer à toutes.
notification-newcomers-unsent = Elle n’est pas encore partie : personne n’est donc venu depuis.
notification-follows = Ne va qu’aux personnes à qui celle-ci n’est pas allée
omission-had = A déjà été destinataire de la précédente
audit-subject-template = Modèle de notification
template-keep = Enregistrer comme modèle
template-kept = « { $name } » est maintenant un modèle. De nouvelles notifications peuvent commencer par lui.
template-delete = Supprimer
template-delete-one = Supprimer le modèle { $name }
template-deleted = Le modèle « { $name } » est supprimé.
templates-title = Modèles
templates-lead = Ce par quoi commencent les notifications : des textes et des réglages, mais pas qui les reçoit ni quand.
templates-begin = Commencer par :
templates-empty = Il n’y a pas de modèle. La page de chaque notification permet d’en faire un.
templates-too-many = Il y a déjà { $most } modèles : supprimez-en un qui ne sert plus.
