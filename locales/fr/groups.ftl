# Les groupes de clients : listes, formulaires et pages.

# Ce qui ne va pas dans une condition
condition-attribute-missing = Choisissez un attribut.
condition-operator-missing = Choisissez une comparaison proposée pour cet attribut.
condition-value-missing = Indiquez une valeur.
condition-values-missing = Indiquez au moins une valeur.
condition-one-value = Indiquez une seule valeur ou choisissez « est l'un de ».
condition-number = Saisissez un nombre entier, par exemple 25.
condition-amount = Saisissez un montant en dollars avec deux décimales au plus, par exemple 25 ou 25,50.
condition-date = Saisissez une date sous la forme année-mois-jour, par exemple 2026-11-24.
condition-days = Saisissez un nombre de jours de 1 à 36 500.
condition-ends-swapped = La seconde valeur est inférieure à la première. Inversez-les.
condition-choice = Choisissez une des valeurs de la liste.
condition-market = Saisissez un pays par son nom ou son code à deux lettres, par exemple Belgique ou BE.
condition-language = Saisissez une langue par son nom ou son code, par exemple français ou fr.
condition-too-long = Utilisez au plus 300 caractères.
condition-campaign-too-long = Un ID de campagne comporte au plus 100 caractères.
