# Apps.
