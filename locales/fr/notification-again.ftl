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
