# La liste : onglets, filtres, colonnes et actions groupées
groups-active = Groupes actifs
groups-inactive = Segments inactifs
groups-title-search = { $title } : « { $search } »
groups-title-page = { $title }, page { $number }
groups-tabs = Groupes par état
groups-tab = { $label } { $count }
groups-tab-all = Tous
groups-tab-active = Actifs
groups-tab-inactive = Inactifs
groups-tab-archived = Archivés
groups-filters = Filtres
groups-filter = Appliquer les filtres
groups-clear = Effacer la recherche et les filtres
groups-only-favourites = Mes favoris uniquement
groups-none-match = Aucun groupe ne correspond à ces filtres.
groups-none-inactive = Aucun segment n’est inactif.
groups-none-here = Il n’y a aucun groupe ici.
groups-choice = Sélection
groups-favourites = Favoris
groups-choose-named = Sélectionner { $name }
groups-choose-all = Tout sélectionner sur cette page
groups-choose-none = Ne rien sélectionner
groups-columns = Colonnes
groups-columns-legend = Colonnes de cette liste
groups-export-list = Exporter la liste
groups-export-definitions = Exporter les définitions
groups-definitions-file = Définitions des groupes
groups-import-title = Importez d’abord des clients
groups-import-text = Votre application n’a pas encore de clients. Dès qu’ils seront là, les segments se rempliront d’eux-mêmes.
groups-import-button = Importer des clients
groups-import-list = Créer un groupe d’utilisateurs connus
filter-any = Indifférent
column-tags = Étiquettes
column-group-owner = Responsable
column-description = Description
column-edited = Modifié
column-created = Créé
trend-figures = { $count } ({ $share })
favourite-add = Ajouter { $name } à vos favoris
favourite-remove = Retirer { $name } de vos favoris
group-restore-named = Restaurer { $name }
several-none = Sélectionnez au moins un groupe.
several-too-many = Sélectionnez au plus { $most } groupes à la fois.
several-archive =
    { $count ->
        [one] Archiver { $count } groupe
       *[other] Archiver { $count } groupes
    }
several-restore =
    { $count ->
        [one] Restaurer { $count } groupe
       *[other] Restaurer { $count } groupes
    }
several-add-tag =
    { $count ->
        [one] Ajouter une étiquette à { $count } groupe
       *[other] Ajouter une étiquette à { $count } groupes
    }
several-add-tag-button = Ajouter une étiquette
several-remove-tag =
    { $count ->
        [one] Retirer une étiquette de { $count } groupe
       *[other] Retirer une étiquette de { $count } groupes
    }
several-remove-tag-button = Retirer une étiquette
several-tag-help = Une seule étiquette. Les majuscules ne comptent pas.
several-possible = Ces groupes
several-left-out = Laissés tels quels
several-needed-by = nécessaire à
several-archived-already = déjà archivé
several-not-archived = n’est pas archivé
several-archived =
    { $count ->
        [0] Aucun groupe n’a été archivé.
        [one] { $count } groupe est archivé. Il garde son nom et peut être restauré.
       *[other] { $count } groupes sont archivés. Ils gardent leur nom et peuvent être restaurés.
    }
several-restored =
    { $count ->
        [0] Aucun groupe n’a été restauré.
        [one] { $count } groupe est restauré.
       *[other] { $count } groupes sont restaurés.
    }
several-tag-added =
    { $count ->
        [0] Aucun groupe n’a été modifié.
        [one] { $count } groupe porte maintenant l’étiquette « { $tag } ».
       *[other] { $count } groupes portent maintenant l’étiquette « { $tag } ».
    }
several-tag-removed =
    { $count ->
        [0] Aucun groupe n’a été modifié.
        [one] { $count } groupe ne porte plus l’étiquette « { $tag } ».
       *[other] { $count } groupes ne portent plus l’étiquette « { $tag } ».
    }
several-unchanged =
    { $count ->
        [one] { $count } l’était déjà.
       *[other] { $count } l’étaient déjà.
    }
several-left-in-use = Non archivés, car un usage en cours en a besoin : { $names }.
several-left-full = Ces groupes ont déjà le nombre maximal d’étiquettes : { $names }.
several-and-others =
    { $count ->
        [one] { $names } et { $count } autre
       *[other] { $names } et { $count } autres
    }

# Ce que l’on dit d’un groupe
group-about = Description, étiquettes et responsable
group-description = Description
group-description-help = À quoi sert ce groupe, en 1 000 caractères au plus.
group-tag = Étiquette
group-tags = Étiquettes
group-new-tags = Nouvelles étiquettes
group-new-tags-help = Séparées par des virgules, par exemple : soldes de printemps, VIP. Au plus 10 étiquettes de 50 caractères chacune.
group-owner = Responsable
group-owner-help = La personne à qui s’adresser au sujet de ce groupe. En être responsable ne donne aucun droit de plus.
group-owner-is = Responsable :
group-edited = Modifié
group-edited-by = { $ago } par { $who }
owner-nobody = Personne
owner-nobody-in-team = Personne de l’équipe
owner-left = { $email } (n’est plus dans l’équipe)
owner-has-left = n’est plus dans l’équipe
owner-unknown = Choisissez une personne de votre équipe.
tag-missing = Saisissez une étiquette.
tag-too-long = L’étiquette « { $tag }… » est trop longue : { $count } caractères au plus.
tags-too-many = Choisissez au plus { $most } étiquettes.

# Modèles
template-size =
    { $count ->
        [one] { $count } client aujourd’hui
       *[other] { $count } clients aujourd’hui
    }
templates-help = Partez d’une règle toute prête. Les nombres sont ceux de { $app } aujourd’hui.
templates-import = { $app } n’a pas encore de clients : tous les modèles seraient vides.
