# Les clients et leurs profils.

customers-lead = Les personnes qui utilisent vos applications.
customers-empty-title = Aucun client pour l'instant
customer-known-user-groups = Groupes d'utilisateurs connus
customer-in-no-known-user-group = Dans aucun groupe d'utilisateurs connus.
customer-segments = Segments
customer-in-no-segment = Dans aucun segment de cette application.
customer-available = Client disponible de cette application, au { $date }.
customer-too-young = Non disponible pour les segments : moins de { $age } ans.
customer-age-unknown = Non disponible pour les segments : l'âge est inconnu, et vos règles écartent les âges inconnus.
customer-before-windows-10 = Non disponible pour les segments : l'application n'a pas été acquise sous Windows 10 ou une version ultérieure.
customer-held = Tout ce qui est conservé, en fichier
customer-erase = Effacer
customer-erase-title = Effacer le client « { $name } » ?
customer-erase-text = Tout ce qui est conservé sur cette personne disparaît, dans toutes les applications, et ne peut pas être récupéré. Les comptes, les listes et l'historique des segments changent en conséquence.
customer-erase-purchases = Achats
customer-erase-days = Jours d'utilisation
customer-erase-ratings = Notes
customer-erase-values = Valeurs d'attributs personnalisés
customer-erase-entries = Entrées dans des groupes d'utilisateurs connus
customer-erase-lines = Lignes refusées qui nomment la personne
customer-erase-cells = Cellules écartées qui nomment la personne
customer-erase-again = Les fichiers qui contiennent de nouveau l'identifiant de compte ou l'adresse ne font pas revenir la personne : leurs lignes sont refusées, comme celles d'un autre compte avec cette adresse. Pour les reconnaître, seule une empreinte à clé des deux est conservée.
customer-erase-waiting =
    { $count ->
        [one] { $count } fichier pas encore importé nomme peut-être cette personne. Il reste jusqu'à son importation ou sa suppression, sept jours au plus.
       *[other] { $count } fichiers pas encore importés nomment peut-être cette personne. Ils restent jusqu'à leur importation ou leur suppression, sept jours au plus.
    }
customer-erased = Le client est effacé.

# Vérifier un client
nav-check = Vérifier un client
check-title = Vérifier un client
check-lead = Voyez dans quels groupes se trouve quelqu'un, et pourquoi.
check-who = Adresse de courrier électronique ou ID de compte
check-why = Pourquoi dans ces groupes ?
check-named = Vérifier { $name }
check-no-groups = Il n'y a pas encore de groupe à vérifier.
check-no-segments = Cette application n'a pas encore de segment.
check-no-customer = N'est pas un client de cette application, et n'est donc dans aucun de ses segments.
check-nobody = Aucun client n'a l'adresse ou l'ID de compte « { $who } ».
check-several = Plusieurs clients ont cette adresse. Choisissez-en un par son ID de compte :
check-search-instead = Chercher une partie de ce texte parmi les clients
check-condition = Condition
check-own-value = Ce client
check-met = Remplie
check-in = Dedans
check-out = Dehors
check-yes = Oui
check-no = Non
check-filter-one = Filtre { $number } : doit être rempli
check-filter-any = Filtre { $number } : une de ces conditions doit être remplie
check-filter-all = Filtre { $number } : toutes ces conditions doivent être remplies
check-filter-any-whole = Filtre { $number } : toutes les conditions avant ou après un « ou » doivent être remplies
check-filter-none-whole = Filtre { $number } : les conditions avant ou après un « ou » ne doivent pas être toutes remplies
check-filter-none = Filtre { $number } : aucune de ces conditions ne doit être remplie
check-in-with = Y serait avec { $changes }.
check-out-with = N'y serait plus avec { $changes }.
check-no-change-found = La règle comporte trop de conditions pour trouver le plus petit changement qui compterait.
column-why = Pourquoi ?
change-value = { $attribute } : { $to } au lieu de { $from }
change-known = { $attribute } : une valeur connue
change-other = { $attribute } : une autre valeur que { $from }
change-member = l'appartenance à « { $name } »
change-no-member = la sortie de « { $name } »
change-money-more = { $amount } de plus pour { $attribute }
change-money-fewer = { $amount } de moins pour { $attribute }
change-purchases-more = { $count ->
        [one] { $count } achat de plus
       *[other] { $count } achats de plus
    }
change-purchases-fewer = { $count ->
        [one] { $count } achat de moins
       *[other] { $count } achats de moins
    }
change-sessions-more = { $count ->
        [one] { $count } session de plus
       *[other] { $count } sessions de plus
    }
change-sessions-fewer = { $count ->
        [one] { $count } session de moins
       *[other] { $count } sessions de moins
    }
change-days-used-30-more = { $count ->
        [one] { $count } jour d'utilisation de plus dans les 30 derniers jours
       *[other] { $count } jours d'utilisation de plus dans les 30 derniers jours
    }
change-days-used-30-fewer = { $count ->
        [one] { $count } jour d'utilisation de moins dans les 30 derniers jours
       *[other] { $count } jours d'utilisation de moins dans les 30 derniers jours
    }
change-apps-acquired-more = { $count ->
        [one] { $count } application acquise de plus
       *[other] { $count } applications acquises de plus
    }
change-apps-acquired-fewer = { $count ->
        [one] { $count } application acquise de moins
       *[other] { $count } applications acquises de moins
    }
subscribed-title = Abonnés sans fiche client
subscribed-lead = Une personne sans fiche client peut avoir accepté des messages dans un navigateur, être dans un groupe d'utilisateurs connus, ou être nommée dans des lignes refusées à l'import. Par l'identifiant de compte ou l'adresse e-mail, vous voyez ce qui est conservé et pouvez l'effacer.
subscribed-only = Aucun client n'a cet identifiant de compte, mais une personne a accepté des messages dans un navigateur avec lui.
subscribed-look = Voir ce qui est conservé
subscribed-customer = Un client a cet identifiant de compte :
subscribed-nothing = Personne n’est trouvé avec cet identifiant de compte ou cette adresse. Si plusieurs clients partagent l’adresse, utilisez l’identifiant de compte.
subscribed-rights = Ce que la personne peut demander
subscribed-erase-text = Une fois effacé, tout disparaît pour de bon. Seule une empreinte à clé reste, pour que personne n'écrive plus à cette personne et qu'aucun fichier ne la ramène.
subscribed-erased = Plus rien n'est conservé sur cette personne.
