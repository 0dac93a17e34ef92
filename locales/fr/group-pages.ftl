# Les pages d’un groupe : aperçu, membres, historique, recoupements, comparaison.

# Toutes les pages
tab-overview = Aperçu
group-tabs = Pages de ce groupe
group-more = Autres actions sur ce groupe
group-available =
    { $count ->
        [0] Aucun d’eux n’est disponible pour les segments.
        [one] { $count } d’entre eux est disponible pour les segments.
       *[other] { $count } d’entre eux sont disponibles pour les segments.
    }
group-available-in =
    { $count ->
        [one] { $count } d’entre eux est disponible pour les segments de { $app }.
       *[other] { $count } d’entre eux sont disponibles pour les segments de { $app }.
    }
group-size-hidden = Ce segment est petit. Sa taille et ses membres ne sont visibles que des éditeurs et des propriétaires.

# Aperçu
size-change = { $change } depuis le { $date }
size-change-percent = { $change } ({ $percent }) depuis le { $date }
breakdown-by = Répartir selon
breakdown-help = Le repère sur chaque barre et la colonne « Application » portent sur tous les clients disponibles de l’application. Un indice de 138 signifie que la part dans ce groupe vaut 1,38 fois celle dans l’application.
breakdown-empty =
    { $count ->
        [one] { $count } autre valeur sans membre
       *[other] { $count } autres valeurs sans membre
    }
breakdown-small =
    { $count ->
        [one] { $count } valeur avec peu de membres
       *[other] { $count } valeurs avec peu de membres
    }
column-index = Indice
band-between = { $low } à { $high }
band-from = { $low } ou plus
band-to = { $high } ou moins
band-from-day = { $low } ou après
band-to-day = { $high } ou avant
band-any = Toute valeur
members-all =
    { $count ->
        [one] Tous les membres : { $count }
       *[other] Tous les membres : { $count }
    }

# Membres
members-columns = Colonnes
members-columns-help = Choisissez-en jusqu’à { $most }. Sans choix, le tableau montre les attributs que la règle utilise.

# Historique
history-size = Évolution de la taille
history-period = Période
history-period-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
history-period-all = Tout
history-lists = Entrées, sorties et membres
history-point = { $date } : { $members }, +{ $joined }, −{ $left }
history-point-size = { $date } : { $members }
history-mark-rule = La règle, ou un groupe qu’elle nomme, a changé
history-mark-settings = Les paramètres ont changé
history-mark-data = Des clients ou leurs données ont changé
history-one-day = Seul le { $date } est disponible : rien à quoi le comparer.

# Recoupements
overlap-nobody-else = Aucun autre groupe ne partage de clients avec celui-ci.
overlap-cell = { $one } dans { $other } : { $count } sur { $size }
overlap-choose = Choisir les groupes
overlap-choose-help = Choisissez de 2 à 30 groupes. Jusqu’à six, toutes les combinaisons sont comptées.
overlap-empty =
    { $count ->
        [one] Exclu : { $count } groupe vide ({ $names })
       *[other] Exclus : { $count } groupes vides ({ $names })
    }
overlap-sets = Toutes les combinaisons
overlap-sets-help = Chaque client n’est compté que dans une ligne : dans tous les groupes marqués et dans aucun des autres.
overlap-create-head = Nouveau segment
overlap-create = Créer un segment
overlap-create-of = Créer un segment : { $names }
overlap-more-pairs =
    { $count ->
        [one] et { $count } autre paire
       *[other] et { $count } autres paires
    }
overlap-pair = { $one } et { $other }
overlap-parts = Clients de l’un, de l’autre ou des deux
overlap-part = Partie
overlap-only = { $name } seulement
overlap-both = Les deux

# Vérifier un client
check-sum =
    { $count ->
        [one] Dans { $in } groupe sur { $count }
       *[other] Dans { $in } des { $count } groupes
    }
check-filter-groups = Filtrer les groupes par nom
check-out-of =
    { $count ->
        [one] Absent de { $count } segment
       *[other] Absent de { $count } segments
    }
check-drops-out = En sortira le { $date } si rien ne change.
check-joins = Y entrera le { $date } si rien ne change.

# Comparer
compare-title = { $one } et { $other } : comparaison
compare-on-day = { $name }, { $date }
compare-link = Comparer les deux groupes
compare-days-link = Comparer les membres de ces deux jours
compare-days-help = Les valeurs sont celles d’aujourd’hui : Engage conserve la composition du segment à chaque date, pas les valeurs d’alors.
compare-different = Ce qui diffère le plus
compare-no-difference = Aucune valeur n’est plus fréquente d’un côté que de l’autre.
compare-points = Écart

# Figer
freeze-consent = Ces personnes sont mes clients, et je peux les conserver dans une liste.
