nav-offers = Offres ciblées
offers-lead = Montrez une offre aux clients de vos groupes, laissez chacun l’utiliser, et voyez ce qu’ils ont acheté avec elle.
offers-mine = Mes offres
offers-archived = Offres archivées
offers-show = Afficher mes offres
offers-show-archived = Afficher les offres archivées
offers-archive-empty = Aucune offre n’est archivée.
offers-empty-title = Aucune offre pour l’instant
offers-empty-text = Choisissez ce que vous offrez et les groupes concernés. Votre application demande à Engage quoi montrer à qui.
offer-new = Créer une offre
offer-edit = Modifier l’offre
offer-for = Pour
offer-shown = Montrée
offer-claimed = Utilisée
offer-confirmed = Confirmée
offer-revenue = Revenu

# Le formulaire
offer-what = Ce que vous offrez
offer-name-help = Pour vous et votre équipe ; les clients ne le voient pas.
offer-name-missing = Saisissez un nom pour l’offre.
offer-name-taken = Une autre offre de cette application porte ce nom.
offer-kind = Type
offer-kind-percent = Remise en pourcentage
offer-kind-amount = Remise d’un montant
offer-kind-free-product = Produit gratuit
offer-kind-message = Message seul
offer-worth = Valeur
offer-worth-help = Un pourcentage, ou un montant en { $currency }. Laissez vide pour un produit gratuit ou un message.
offer-percent-wrong = Saisissez un pourcentage de 1 à 100.
offer-amount-wrong = Saisissez un montant dans la devise de l’application, comme 5,00.
offer-products = Produits
offer-products-help = Les identifiants des produits concernés, un par ligne, 20 au plus.
offer-products-missing = Saisissez au moins un produit.
offer-groups = Groupes
offer-groups-help = Les clients de l’un de ces groupes, 10 au plus. Un segment doit être celui de l’application.
offer-groups-missing = Choisissez au moins un groupe.
offer-except = Groupes exclus
offer-except-help = Les clients de l’un de ces groupes ne l’obtiennent jamais.
offer-no-group = Un groupe choisi a été archivé ou supprimé. Choisissez-en un autre.
offer-other-app = « { $name } » est un segment d’une autre application.
offer-both = « { $name } » ne peut pas être à la fois un groupe visé et un groupe exclu.
offer-holdout = Groupe témoin (en pourcentage)
offer-holdout-help = Jamais montrée à cette part des clients, pour pouvoir comparer. Ce sont toujours les mêmes clients. 50 au plus.
offer-limits = Limites
offer-starts = Début
offer-starts-help = Laissez vide pour la lancer avec « Lancer ». Heure de { $zone }.
offer-ends = Fin
offer-ends-help = Laissez vide pour y mettre fin vous-même. Heure de { $zone }.
offer-ends-first = La fin doit venir après le début.
offer-moment-wrong = Saisissez une date et une heure, comme 2026-12-24T18:00.
offer-stock = Utilisations en tout
offer-stock-help = Combien de fois elle peut être utilisée en tout. Laissez vide pour aucune limite.
offer-per-customer = Utilisations par client
offer-place = Rang
offer-place-help = 1 vient en premier. Un client concerné par deux offres sur le même produit n’obtient que la première.
offer-grace = Conservée (heures)
offer-grace-help = Un client à qui elle a été montrée et qui a quitté le groupe peut encore l’utiliser pendant ce temps. 720 au plus.
offer-reservation = Réservée (minutes)
offer-reservation-help = Combien de temps une utilisation est gardée pour un client en train de payer. 1 440 au plus.
offer-returns-refunds = Après un remboursement complet, elle peut être utilisée de nouveau
offer-number-wrong = Saisissez un nombre.
offer-range = Saisissez un nombre de { $least } à { $most }.
offer-percent-range = Saisissez un pourcentage de { $least } à { $most }.
offer-too-many-entries = { $most } au plus.
offer-codes = Codes
offer-code-mode = Qui l’utilise reçoit
offer-codes-none = Aucun code
offer-codes-shared = Le même code pour tous
offer-codes-pool = Un code personnel
offer-shared-code = Code pour tous
offer-code-missing = Saisissez le code.
offer-texts = Textes
offer-texts-help = Ce que votre application peut montrer, chacun dans une langue : un code de langue comme fr ou pt-BR, un titre de 100 caractères au plus et un texte de 500 au plus.
offer-text-number = Texte { $number }
offer-language = Langue
offer-title = Titre
offer-body = Texte
offer-texts-missing = Chaque texte a besoin d’un titre, et un message a besoin d’au moins un texte.
offer-language-wrong = « { $language } » n’est pas un code de langue, ou il y figure deux fois.
offer-key = Clé pour les programmes
offer-key-help = Les programmes la demandent par l’indicateur offer.CLÉ. Laissez vide pour la former à partir du nom.
offer-key-taken = Une autre offre a cette clé.
offer-app-missing = Choisissez une application.
offer-too-many = Cette application a déjà { $most } offres. Archivez-en une qui ne sert plus.
offer-is-archived = Cette offre a été archivée et ne peut plus être modifiée.
offer-changed-meanwhile = Quelqu’un d’autre a modifié cette offre entre-temps. Vérifiez ce que vous voyez et enregistrez de nouveau.

# Ce qui est offert
offer-what-percent = { $percent } % de remise : { $products }
offer-what-amount = { $amount } de remise : { $products }
offer-what-free-product = Gratuit : { $products }
offer-what-message = Message

# Une offre
offer-state-draft = Brouillon
offer-state-active = Active
offer-state-paused = En pause
offer-state-ended = Terminée
offer-state-archived = Archivée
offer-start = Lancer
offer-pause = Mettre en pause
offer-end = Terminer
offer-created = « { $name } » est un brouillon. Personne ne la voit avant que vous la lanciez.
offer-started = « { $name } » est maintenant montrée à ses clients.
offer-paused = « { $name } » est en pause : elle n’est montrée à personne et ne peut pas être utilisée.
offer-ended = « { $name } » est terminée.
offer-archived = « { $name } » est archivée.
offer-state-changed = Quelqu’un d’autre a modifié cette offre entre-temps. Rien n’a été fait.
offer-no-codes = Ajoutez des codes avant de la lancer.
offer-could = Qui pourrait l’obtenir maintenant
offer-could-get = Pourraient l’obtenir
offer-could-held-out = Dans le groupe témoin
offer-could-withheld = Sans aucune promotion ce trimestre
offer-could-excepted = Dans un groupe exclu
offer-could-others = Dans aucun de ses groupes
offer-could-help = D’après les données du { $day }. Qui l’a déjà utilisée est compté aussi.
offer-small-segment = « { $name } » a trop peu de membres et n’est pas utilisé tant qu’il ne grandit pas.
offer-conflict = { $customers } clients pourraient obtenir deux offres sur { $products }. Ils obtiennent celle du meilleur rang. L’autre :
offer-became = Ce qu’elle est devenue
offer-became-help = Une utilisation est confirmée quand sa commande figure parmi les achats importés.
offer-reserved = Réservée
offer-reversed = Remboursée
offer-asked-held-out = Demandée, groupe témoin
offer-unconfirmed = { $count ->
    [one] Une utilisation date de plus de { $days } jours, et sa commande ne figure pas parmi les achats.
   *[other] { $count } utilisations datent de plus de { $days } jours, et leurs commandes ne figurent pas parmi les achats.
}
offer-no-limit = Aucune limite
offer-taken = { $taken } sur { $stock } prises
offer-pool = { $free ->
    [one] Il reste { $free } code sur { $total }.
   *[other] Il reste { $free } codes sur { $total }.
}
offer-codes-typed = Codes
offer-codes-typed-help = Un par ligne. Les codes déjà présents sont laissés de côté.
offer-codes-made = Ou en créer autant
offer-codes-made-help = Des codes aléatoires de 12 caractères.
offer-codes-add = Ajouter des codes
offer-codes-added = { $new ->
    [one] { $new } code ajouté, { $repeated } déjà là.
   *[other] { $new } codes ajoutés, { $repeated } déjà là.
}
offer-codes-none-typed = Saisissez des codes, ou combien en créer.
offer-codes-too-many = { $once } codes au plus à la fois, et { $most } en tout.
offer-codes-line = La ligne { $line } est trop longue pour un code, ou contient des caractères invisibles.
offer-codes-no-pool = Cette offre n’a pas de codes personnels. Changez cela d’abord.

# À qui elle a été montrée
grants-title = À qui elle a été montrée
grants-lead = Les clients à qui l’offre a été montrée, et ce qu’elle est devenue.
grants-empty = Personne pour l’instant.
grant-state-all = Tous
grant-state-held-out = Groupe témoin
grant-state-offered = Montrée
grant-state-reserved = Réservée
grant-state-claimed = Utilisée, non confirmée
grant-state-confirmed = Confirmée
grant-state-reversed = Remboursée
grant-first = Montrée la première fois
grant-claimed-at = Utilisée
grant-order = Commande
grant-amount = Payé
grant-nobody = N’est plus là

# Vérifier un client
offers-check = Vérifier un client
offers-check-lead = Voyez quelles offres un client obtient, et pourquoi pas les autres.
offers-check-nobody = Cette application n’a aucun client avec l’identifiant de compte « { $who } ».
offers-none-of-app = Cette application n’a pas d’offres.
offer-standing-open = L’obtient
offer-standing-reserved = Réservée jusqu’au { $time }
offer-standing-resting = Brouillon ou en pause
offer-standing-not-yet = Commence le { $time }
offer-standing-ended = Terminée
offer-standing-claimed = Déjà utilisée
offer-standing-not-meant = Dans aucun de ses groupes, ou dans un groupe exclu
offer-standing-held-out = Groupe témoin
offer-standing-withheld = Sans aucune promotion ce trimestre
offer-standing-exhausted = Toutes les utilisations sont prises
offer-size-hidden = Moins de { $minimum }
