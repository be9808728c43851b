# The home page.
home-title = Find software that government already has
home-counts = { $repositories } projects. The Bronwijzer knows { $organisations } organisations.
