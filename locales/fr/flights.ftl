# Versions d'évaluation de package : quel package d'une application chacun reçoit

flights-title = Versions d'évaluation de package
flights-lead = Donnez à certaines personnes d'autres packages qu'aux autres : aux membres de vos groupes, ou à une part de tous que vous augmentez pas à pas.
flights-empty = Aucune version pour l'instant
flights-empty-text = Ajoutez une version, puis publiez-la pour tous ou dans une version d'évaluation pour l'un de vos groupes.
flights-retired = Versions d'évaluation retirées
flight-ladder = Qui reçoit quoi
flight-ladder-help = Chacun reçoit le package de la version d'évaluation la plus haute qui en a un pour lui, quel que soit son numéro. La soumission standard vient en dernier.
flight-sizes-hidden = L'un des nombres est petit, si bien qu'aucun ne vous est montré.
flight-standard = Soumission standard
flight-standard-help = Pour tous ceux pour qui aucune version d'évaluation ne décide.
flight-standard-stays = La soumission standard reste.
flight-rank-number = Rang { $rank }
flight-percent = { $number } %
flight-get-it = { $count ->
    [one] { $count } client la reçoit
   *[other] { $count } clients la reçoivent
}
flight-get-before = { $count ->
    [one] { $count } client reçoit la précédente
   *[other] { $count } clients reçoivent la précédente
}
flight-taken = { $count ->
    [one] Pour { $count } de ses membres, une version d'évaluation plus haute décide
   *[other] Pour { $count } de ses membres, une version d'évaluation plus haute décide
}
flight-nobody = { $count ->
    [one] { $count } client ne reçoit rien
   *[other] { $count } clients ne reçoivent rien
}
flight-unpublished = Rien n'est publié pour l'instant.

# Le formulaire d'une version d'évaluation
flight-new = Nouvelle version d'évaluation de package
flight-edit = Modifier { $name }
flight-name = Nom
flight-name-missing = Donnez un nom à la version d'évaluation.
flight-name-taken = Une autre version d'évaluation de cette application porte ce nom.
flight-key = Clé
flight-key-wrong = Utilisez des minuscules, des chiffres, des points, des traits d'union et des traits bas, et une clé que nulle autre version d'évaluation n'a.
flight-groups-help = Leurs membres sont dans la version d'évaluation.
flight-no-group = Choisissez au moins un groupe.
flight-no-groups-yet = Créez d'abord un groupe de clients : ses membres seront dans la version d'évaluation.
flight-too-many-groups = Choisissez au plus { $most } groupes.
flight-group-gone = Choisissez dans la liste : l'un des groupes est archivé ou d'une autre application.
flight-rank = Rang
flight-rank-help = Qui est dans plusieurs versions d'évaluation reçoit le package de la plus haute.
flight-on-top = La plus haute
flight-stays = Inchangé
flight-above = Juste au-dessus de { $name }
flight-allows-downgrades = Peut remplacer une version supérieure
flight-allows-downgrades-help = Sinon, personne ne se voit proposer une version inférieure à celle qu'il a.
flight-sticky = Garder qui en a fait partie
flight-sticky-help = Qui quitte un segment reste dans la version d'évaluation, quelle qu'en soit la raison. Qui entre dans un segment et le quitte avant qu'il ne soit compté n'est pas remarqué. Qui est ôté d'un groupe d'utilisateurs connus la quitte, tout comme qui n'y était que par un groupe que vous en retirez. Désactivé puis réactivé, cela recommence à zéro.
flight-too-many = L'application a déjà { $most } versions d'évaluation : retirez-en une d'abord.
flight-changed-meanwhile = Quelqu'un d'autre a modifié cela entre-temps. Vérifiez ce que vous voyez et réessayez.

# Une version d'évaluation
flight-who = Qui en fait partie
flight-members = Liste de ses membres
flight-segment-moves = Un segment change de lui-même : qui le quitte reçoit le package d'une version d'évaluation plus basse, sauf si ce serait une version inférieure.
flight-sticky-since = Garde qui en a fait partie, depuis le { $day }.
flight-kept-count = { $count ->
    [one] { $count } client y reste après avoir quitté tous ses groupes
   *[other] { $count } clients y restent après avoir quitté tous ses groupes
}
flight-rollout = Déploiement
flight-published-at = Publiée { $time }
flight-not-started = Non publiée
flight-in-progress = Déployée pour { $share }
flight-complete = Pour tous ses membres
flight-stopped = Interrompue à { $share }
flight-step = { $share } à partir de { $time }
flight-share = Part en pour cent
flight-update = Mettre à jour
flight-update-help = La part ne peut qu'augmenter. Qui reçoit la version reste dans la part.
flight-updated = Le déploiement de { $name } est mis à jour.
flight-confirm = Atteindre plus de dix fois plus de personnes d'un coup
flight-confirm-help = Nécessaire seulement si la nouvelle part dépasse dix fois la part actuelle.
flight-unconfirmed = { $share }, c'est plus de dix fois plus de personnes que maintenant. Cochez la case pour le confirmer.
flight-halt = Interrompre le déploiement du package
flight-halt-help = Plus personne ne reçoit la version. Qui l'a la garde, et le prochain déploiement atteint d'abord les mêmes personnes.
flight-halted = Le déploiement de { $name } est interrompu.
flight-finalize = Finaliser le déploiement du package
flight-finalize-help = Tous les membres reçoivent la version. Le prochain déploiement atteint les personnes dans un autre ordre.
flight-finalized = Le déploiement de { $name } est finalisé.
flight-unfinished = Finalisez ou interrompez le déploiement avant de publier la version suivante.
flight-not-in-progress = Aucun déploiement n'est en cours.
flight-share-wrong = Saisissez une part plus grande que maintenant, jusqu'à 100 %.
flight-share-typed = Saisissez une part de 0 à 100 avec au plus quatre décimales.
flight-hours-typed = Saisissez un nombre entier d'heures.
flight-is-retired = La version d'évaluation est retirée.
flight-reshuffle = Tirer un nouvel ordre des personnes
flight-reshuffle-help = Une part contient alors d'autres personnes. Qui a déjà la version la garde, mais n'est plus compté dans la part.
flight-reshuffled = { $name } a un nouvel ordre des personnes.
flight-retire = Retirer la version d'évaluation
flight-retire-help = Plus personne n'en fait partie. Ses membres reçoivent le package de la version d'évaluation inférieure, sauf si ce serait une version inférieure.
flight-retired = Retirée
flight-retired-now = { $name } est retirée.
flight-former = Publiées auparavant

# Publier
flight-publish = Publier une version
flight-publish-to = Publier dans { $name }
flight-published = La version est publiée dans { $name }.
flight-to = Pour qui
flight-to-everyone = Tous ses membres d'un coup
flight-to-share = Une part d'abord
flight-share-help = Pour une part seulement : par exemple 5. Qui en fait partie est tiré selon l'identifiant de compte et y reste quand la part augmente.
flight-steps = Augmenter la part automatiquement
flight-steps-help = Chaque étape attend ses heures, puis augmente la part. La dernière part reste jusqu'à ce que vous finalisiez ou interrompiez le déploiement.
flight-step-hours = Étape { $number } : après combien d'heures
flight-step-share = Étape { $number } : part en pour cent
flight-steps-wrong = Les étapes doivent augmenter, attendre chacune de 1 à { $hours } heures, et être au plus { $most }.
flight-guarded = L'interrompre automatiquement si elle fait moins bien
flight-guarded-help = Deux garde-fous comparent la nouvelle version à la précédente, au-delà du hasard : combien de fois chacune échoue, d'après ce que vos programmes signalent, et combien d'étoiles ceux qui reçoivent chacune ont données à partir du lendemain de la dernière hausse de la part. À 100 % il ne reste personne à qui comparer les notes. Si la nouvelle fait moins bien, le déploiement est interrompu et la page dit pourquoi.
flight-is-guarded = Interrompue automatiquement si elle échoue plus souvent que la version précédente, ou si elle est moins bien notée.
flight-preview = Voir ce qui changerait
flight-no-customers = L'application n'a pas encore de clients.
flight-would-get = { $count ->
    [one] { $count } client recevrait la version
   *[other] { $count } clients recevraient la version
}
flight-would-change = { $count ->
    [one] { $count } client changerait de package
   *[other] { $count } clients changeraient de package
}
flight-would-go-down = { $count ->
    [one] { $count } client descendrait à une version inférieure
   *[other] { $count } clients descendraient à une version inférieure
}
flight-no-file-for = { $count ->
    [one] { $count } client n'a pas de fichier pour { $device }
   *[other] { $count } clients n'ont pas de fichier pour { $device }
}

# Listes de noms
flight-who-members = Dans { $name }
flight-who-newest = Qui reçoit la dernière version par { $name }
flight-who-fallback = Qui reçoit la version précédente par { $name }
flight-who-taken = Dans { $name }, mais une version d'évaluation plus haute décide
flight-who-kept = Reste dans { $name } après avoir quitté ses groupes
flight-who-nothing = Qui ne reçoit rien
flight-who-get = Qui recevrait la version par { $name }
flight-who-change = Qui changerait de package
flight-who-down = Qui descendrait à une version inférieure
flight-who-no-file = Qui n'aurait pas de fichier pour { $device }
flight-nobody-here = Personne.

# Une personne
flight-people = Clients et versions d'évaluation
flight-people-lead = Ce que chaque client reçoit, et par quelle version d'évaluation.
flight-outcome = Reçoit
flight-gets = { $version } par { $flight }
flight-nothing-no-package = Rien : aucune version d'évaluation n'a de package
flight-nothing-keeps = Garde le package dont le déploiement a été interrompu
flight-nothing-would-go-down = Rien : ce serait une version inférieure
flight-nothing-no-file-for-device = Rien : aucun fichier pour ce type d'appareil
flight-nothing-no-file-for-system = Rien : aucun fichier pour ce système
flight-nothing-no-file-for-architecture = Rien : aucun fichier pour ce processeur
flight-nothing-no-file-for-os = Rien : aucun fichier pour cette version du système
flight-verdict-out = N'en fait pas partie
flight-verdict-unpublished = En fait partie, rien n'est publié
flight-verdict-newest = Reçoit la dernière version
flight-verdict-fallback = Reçoit la version précédente
flight-verdict-below = Hors de la part, et aucune version précédente
flight-verdict-taken = Une version d'évaluation plus haute décide
flight-through = { $verdict } (par { $group })
flight-kept = { $verdict } (a quitté { $group } le { $day }, gardé par la version d'évaluation, qui garde ses membres depuis le { $since })
flight-place = Place { $place } pour une part de { $share }
flight-place-halted = Place { $place }, interrompue à { $share }
flight-check = Versions d'évaluation de package
flight-check-on = À la date du
flight-check-none = Aucune version d'évaluation ce jour-là.
flight-check-now = Voir aujourd'hui
flight-check-lists = Dans les groupes d'utilisateurs connus, chacun compte à partir du jour de son ajout. Personne n'en a été ôté après ce jour.
flight-check-lists-lack = Dans les groupes d'utilisateurs connus, chacun compte à partir du jour de son ajout. Quelqu'un a été ôté de l'un d'eux pour la dernière fois le { $day } : on ne sait qui en faisait partie qu'à partir de ce jour.

# Versions
release = Version
releases = Versions
releases-empty = Ajoutez d'abord une version.
release-add = Ajouter une version
release-version = Numéro
release-version-help = Quatre nombres comme 1.2.3.4, ou un numéro de Semantic Versioning comme 1.2.3-beta.1.
release-version-wrong = Saisissez un numéro comme 1.2.3.4 ou 1.2.3-beta.1.
release-version-taken = Il y a déjà une version de ce numéro.
release-too-many = Il y a déjà { $most } versions.
release-published = La version a été publiée et ne change plus. Ajoutez-en une d'un numéro supérieur.
release-published-on = Publiée le { $date }
release-draft = Non publiée
release-created = Ajoutée
release-notes = Notes
release-notes-en = Notes en anglais
release-notes-fr = Notes en français
release-file = Fichier
release-files = Fichiers
release-file-help = Engage décide qui reçoit quel fichier ; le fichier reste là où vous l'avez mis.
release-file-add = Ajouter un autre fichier
release-url = Adresse
release-url-help = Là où le fichier peut être téléchargé, par exemple https://files.example.com/app-1.2.3.exe.
release-url-wrong = Saisissez une adresse qui commence par https://.
release-size = Taille en octets
release-bytes = { $count } octets
release-bytes-wrong = Saisissez la taille du fichier en octets.
release-sha256-help = En hexadécimal : 64 caractères.
release-sha256-wrong = Saisissez le SHA-256 du fichier en hexadécimal : 64 caractères.
release-sha512-help = En hexadécimal ou en base64. electron-updater en a besoin.
release-sha512-wrong = Saisissez le SHA-512 du fichier en hexadécimal ou en base64.
release-signature = Signature
release-signature-help = Tauri en a besoin.
release-signature-wrong = La signature est trop longue.
release-package-name = Nom du paquet
release-package-name-help = D'un paquet MSIX : le nom qui figure dans son manifeste. App Installer en a besoin.
release-package-name-wrong = Saisissez le nom qui figure dans le manifeste du paquet : de 3 à 50 lettres, chiffres, points et traits d'union.
release-package-publisher = Éditeur du paquet
release-package-publisher-help = D'un paquet MSIX : l'éditeur qui figure dans son manifeste, par exemple CN=Contoso, C=FR.
release-package-publisher-wrong = Saisissez l'éditeur qui figure dans le manifeste du paquet, par exemple CN=Contoso, C=FR.
release-more = À quoi sert le fichier, autres empreintes
release-for = Pour
release-for-all = Tous
release-device = Type d'appareil
release-system = Système
release-architecture = Processeur
release-least-os = Version minimale du système
release-least-os-help = Par exemple 10.0.17763.
release-least-os-wrong = Saisissez une version comme 10.0.17763.
release-from-os = à partir de { $version }
release-no-file = Une version a au moins un fichier.
release-too-many-files = Une version a au plus { $most } fichiers.
