# The home page.
home-title = Vind software die de overheid al heeft
home-counts = { $repositories } projecten. De Bronwijzer kent { $organisations } organisaties.
