# Les groupes de clients : listes, formulaires et pages.
