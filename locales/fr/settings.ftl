# Les règles de l'éditeur et les paramètres de l'utilisateur.
