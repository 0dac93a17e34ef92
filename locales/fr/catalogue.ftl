# Le catalogue des attributs, des opérateurs et des choix, la formule et la phrase d'une règle.
