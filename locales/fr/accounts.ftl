# Installation, connexion et déconnexion.
