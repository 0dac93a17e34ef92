# L'équipe : qui se connecte pour l'éditeur.

team-lead = Qui se connecte pour votre éditeur, et ce que chacun peut faire.
team-role = Rôle
team-seen = Dernière visite
team-never-seen = Jamais
team-you = Vous
team-active = Actif
team-disabled = Désactivé
team-account = Compte
team-access = Accès
team-role-change = Changer le rôle
team-role-changed = { $address } a maintenant le rôle « { $role } ».
team-role-changed-meanwhile = Quelqu'un a changé le rôle entre-temps : c'est « { $role } ». Appuyez à nouveau sur le bouton pour le changer.
team-last-owner = Personne d'autre n'est propriétaire actif. Donnez d'abord ce rôle à un autre utilisateur.
team-not-yourself = Vous ne pouvez pas désactiver votre propre compte. Un autre propriétaire le peut.
team-disable = Désactiver le compte
team-disable-text = La personne est déconnectée aussitôt et ne peut plus se connecter. Le compte reste, car des historiques le nomment, et peut être réactivé.
team-disabled-done = { $address } est désactivé et déconnecté partout.
team-enable = Réactiver le compte
team-enable-text = Le compte est désactivé. Une fois réactivé, son utilisateur se connecte avec le même mot de passe qu'avant.
team-enabled-done = { $address } peut à nouveau se connecter.
role-viewer = Lecteur
role-editor = Rédacteur
role-owner = Propriétaire
role-viewer-may = Lecteur : voit tout, sauf la taille des petits segments
role-editor-may = Rédacteur : modifie aussi les groupes, les applications et les imports
role-owner-may = Propriétaire : modifie aussi les paramètres et l'équipe, et efface des clients

# Invitations
invitation-new = Inviter quelqu'un
invitation-new-text = Vous obtenez un lien qui s'ouvre une seule fois, dans les trois jours. Engage n'envoie pas d'e-mail : transmettez-le vous-même.
invitation-make = Créer le lien
invitation-link = Lien de l'invitation
invitation-made = Le lien pour { $address } s'ouvre une seule fois, jusqu'au { $until }.
invitation-link-help = Il n'est montré que maintenant. Copiez-le et transmettez-le : qui le possède peut rejoindre votre équipe. Un nouveau lien prend sa place.
invitation-link-ended = Le lien a expiré
invitations-open = Invitations en cours
invitations-none = Personne n'est invité en ce moment.
invitation-renew = Nouveau lien
invitation-renew-named = Nouveau lien pour { $address }
invitation-withdraw = Retirer
invitation-withdraw-named = Retirer l'invitation de { $address }
invitation-withdrawn = L'invitation de { $address } est retirée.
invitation-ended = Cette invitation n'est plus ouverte : elle a été acceptée ou retirée.
invitation-in-team = Cette adresse est déjà dans votre équipe.
invitation-has-account = Quelqu'un se connecte déjà avec cette adresse. Une adresse n'appartient qu'à un seul éditeur.
invitation-open-already = Cette adresse est déjà invitée. Créez un nouveau lien de l'invitation, ou retirez-la d'abord.
invitation-title = Rejoindre { $publisher }
invitation-join = Rejoindre
invitation-joined = Bienvenue chez { $publisher }.
invitation-taken = Quelqu'un se connecte déjà avec cette adresse, pour un autre éditeur. Demandez une invitation à une autre adresse.
invitation-ended-title = Ce lien n'ouvre rien
invitation-ended-text = Il a été utilisé, a expiré, ou un autre a pris sa place. Si vous avez déjà rejoint l'équipe, connectez-vous. Sinon, demandez un nouveau lien à la personne qui vous a invité.

# Connexion en deux étapes
two-step-title = Connexion en deux étapes
two-step-text = Après le mot de passe, la connexion demande un code affiché par une application de votre téléphone. Qui apprend votre mot de passe ne peut pas se connecter sans le téléphone.
two-step-on = Activée
two-step-off = Désactivée
two-step-set-up = Configurer la connexion en deux étapes
two-step-change = Modifier la connexion en deux étapes
two-step-demanded = Votre éditeur veut que tout le monde se connecte en deux étapes. Configurez cette connexion pour continuer.
two-step-scan = Scannez ce code avec une application d'authentification, par exemple Aegis, Google Authenticator, Microsoft Authenticator ou un gestionnaire de mots de passe.
two-step-qr = Code QR pour l'application d'authentification
two-step-type = Ou saisissez cette clé dans l'application :
two-step-secret = Clé pour l'application d'authentification
two-step-open-app = Ouvrir l'application d'authentification de cet appareil
two-step-code = Code
two-step-code-help = Les six chiffres que l'application affiche pour Engage.
two-step-code-wrong = Ce code n'est pas correct, ou a déjà servi. Saisissez celui que l'application affiche maintenant.
two-step-switch-on = Activer
two-step-codes-title = Codes de secours
two-step-switched-on = La connexion en deux étapes est activée. Vos autres sessions sont terminées.
two-step-codes-text = Si vous perdez votre téléphone, chacun de ces codes vous connecte une fois. Ils ne sont montrés que maintenant : imprimez-les, ou rangez-les avec vos mots de passe.
two-step-codes-left =
    { $count ->
        [0] Il ne vous reste aucun code de secours.
        [one] Il vous reste { $count } code de secours.
       *[other] Il vous reste { $count } codes de secours.
    }
two-step-new-codes = Nouveaux codes de secours
two-step-new-codes-text = Dix nouveaux codes prennent la place de ceux que vous avez.
two-step-make-codes = Créer de nouveaux codes
two-step-proof = Votre mot de passe ou un code
two-step-proof-wrong = Ce n'est ni votre mot de passe, ni un code qui peut encore servir.
two-step-switch-off = Désactiver la connexion en deux étapes
two-step-switch-off-text = Votre mot de passe seul suffira pour vous connecter. Pour changer de téléphone, désactivez-la puis configurez-la à nouveau.
two-step-switched-off = La connexion en deux étapes est désactivée.
two-step-recovery-code = Code de secours
two-step-recovery-help = L'un des dix codes reçus lors de la configuration. Il ne sert qu'une fois.
two-step-use-recovery = Utiliser plutôt un code de secours
two-step-use-phone = Utiliser plutôt le code de votre téléphone
two-step-lost = Téléphone et codes de secours perdus ? Un propriétaire de votre éditeur peut réinitialiser votre connexion en deux étapes, ou la personne qui gère Engage : engage user reset-two-step, avec votre adresse.
two-step-too-late = Le code n'a pas été saisi à temps, ou le mot de passe a changé entre-temps. Connectez-vous à nouveau.
two-step-recovery-used =
    { $count ->
        [0] Vous avez utilisé votre dernier code de secours. Créez-en de nouveaux dans les paramètres.
        [one] Vous avez utilisé un code de secours ; il en reste { $count }. Créez-en de nouveaux dans les paramètres.
       *[other] Vous avez utilisé un code de secours ; il en reste { $count }. Créez-en de nouveaux dans les paramètres.
    }
two-step-demand = Tout le monde se connecte en deux étapes
two-step-demand-help = Qui ne l'a pas configurée y est conduit, et ne peut rien faire d'autre jusque-là.
two-step-own-first = Configurez d'abord votre propre connexion en deux étapes, dans les paramètres.
two-step-demand-on = Tout le monde se connecte maintenant en deux étapes.
two-step-demand-off = Chaque utilisateur choisit s'il se connecte en deux étapes.
two-step-reset = Réinitialiser la connexion en deux étapes
two-step-reset-text = Pour un utilisateur qui a perdu son téléphone et ses codes de secours. Le mot de passe seul suffit alors pour se connecter, et l'utilisateur est déconnecté partout. Assurez-vous d'abord que c'est bien lui qui le demande.
two-step-reset-done = La connexion en deux étapes de { $address } est désactivée, jusqu'à ce que l'utilisateur la configure à nouveau.
kept-form-two-step = Votre saisie est conservée pendant 15 minutes. Configurez la connexion en deux étapes pour la retrouver.
kept-form-two-step-failed = Votre saisie n'a pas pu être conservée. Revenez en arrière dans votre navigateur et copiez-la avant de configurer la connexion en deux étapes.
