preview-organisation = Software die u kunt hergebruiken: wat het doet, of u het mag gebruiken en wie u kunt vragen.
