# Les importations et leurs rapports.
