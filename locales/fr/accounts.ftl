# Installation, connexion et déconnexion.

setup-title = Configurer Engage
setup-lead = Cette page ne s'ouvre qu'une fois. Elle crée votre éditeur et le compte de son propriétaire.
setup-publisher = Éditeur
setup-publisher-help = Le nom de votre entreprise ou de votre équipe, tel qu'il est montré à ceux qui se connectent.
setup-publisher-length = Donnez à l'éditeur un nom de 300 caractères au plus.
setup-button = Configurer
setup-done = Bienvenue. « { $name } » est prêt.
account-email = Adresse e-mail
account-password = Mot de passe
password-help = Au moins 12 caractères.
password-length = Utilisez un mot de passe de 12 à 200 caractères.
email-wrong = Saisissez une adresse e-mail, par exemple nom@example.com.
email-taken = Quelqu'un se connecte déjà avec cette adresse. Utilisez-en une autre.
sign-in-failed = L'adresse e-mail ou le mot de passe n'est pas correct.
password-guessable = Ce mot de passe est facile à deviner. Choisissez-en un autre, par exemple quatre mots sans rapport entre eux.
sign-in-keep = Rester connecté
sign-in-keep-help = Pendant 14 jours sans visite au lieu de 12 heures, et jamais plus de 30 jours. Seulement sur un appareil à vous.
reset-title = Choisissez un nouveau mot de passe
reset-done = Votre mot de passe est changé. Connectez-vous avec.
sign-in-forgotten = Mot de passe oublié ? La personne qui gère Engage peut vous créer un lien : engage user reset-password, avec votre adresse.
