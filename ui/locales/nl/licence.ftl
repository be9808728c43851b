# Why a licence gets its verdict, as far as more than one source names it.
reason-licences_differ = de bronnen noemen verschillende licenties; vraag de eigenaar welke geldt
reason-recognised_in_text = de tekst van { $path } is voor { $percent }% die van { $licence }
reason-text_resembles = de tekst van { $path } lijkt voor { $percent }% op { $licence }, maar is niet dezelfde
reason-licence_with_other_terms = in het licentiebestand staat iets anders dan in een open licentie, dus is niet zeker of u de code mag gebruiken; vraag het de eigenaar
reason-text_adds_terms = { $path } voegt woorden toe aan { $licence }: ‘{ $words }’
reason-text_leaves_out_terms = { $path } laat woorden van { $licence } weg: ‘{ $words }’
reason-text_reserves_rights = volgens { $path } zijn alle rechten voorbehouden; { $licence } staat onder andere woorden: ‘{ $words }’
reason-text_limits_use = { $path } beperkt wie het mag gebruiken of waarvoor: ‘{ $words }’
reason-text_not_recognised = de tekst van { $path } is geen licentie die wij kennen; soms staat er alleen een verwijzing in
reason-named_by_files = de namen van de licentiebestanden noemen { $licences }
reason-annotated_by_reuse = volgens REUSE vallen alle bestanden onder { $licence }
reason-listed_in_reuse_folder = in de map LICENSES staan de licenties { $licences }
reason-several_licences = er zijn meer licenties: { $licences }; welke voor wat geldt, staat er niet bij, maar ze zijn allemaal open
reason-several_licences_unclear = er zijn meer licenties: { $licences }; ze zijn niet allemaal open en welke voor wat geldt, staat er niet bij
explanation-licence-sources = Een tekst telt als een licentie als de woorden dezelfde zijn; alleen namen, jaren, titels en dergelijke mogen anders zijn. Staan er woorden bij die het gebruik beperken? Dan telt de licentie niet als open. De EUPL herkennen we in alle 23 talen. Zijn er meer licenties en zegt de eigenaar niet welke voor wat geldt? Dan geven we alleen een oordeel als dat niets uitmaakt.
