PREFIX : <http://example.org/#>
DELETE { ?x :parent :carl } INSERT { ?x :parent :dora } WHERE { ?x :parent :carl } ;
INSERT DATA { :dora :parent :emil }
