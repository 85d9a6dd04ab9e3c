"""Words that say nothing of a cluster, in languages of which a collection may hold a few documents only.

In a large collection the commonest words show themselves; these are for small ones. The English ones of scikit-learn
are added to where they are used. Words of two letters are no terms anyway.
"""

from __future__ import annotations

_ENGLISH = "also can does doing don't don’t example it's it’s just like one two use used uses using way ways"
_GERMAN = """
aber alle allem allen aller alles als also andere anderen auch auf aus bei beim bis das dass dem den denn der des die
dies diese diesem diesen dieser dieses durch ein eine einem einen einer eines etwa für gegen hat hatte ihr ihre ihrem
ihren immer ist jede jeder jedes kann kein keine können man mehr mit muss nach nicht noch nur oder ohne schon sehr sein
seine seiner sich sie sind soll über und unter vom von vor war waren was weil wenn werden wie wird wir wurde wurden zum
zur zwei zwischen
"""
_FRENCH = """
aux avec avoir car ces cette ceux comme dans des deux donc dont elle elles entre est être fait font ils les leur leurs
mais même nous on ont par pas plus pour que quel quelle qui sans ses son sont sous sur tout toute tous très une vous été
"""
_SPANISH = """
algo ante antes como con cuando del desde donde dos ella ellas ellos entre era eran ese eso esta estas este esto estos
está están fue fueron hace han hasta hay las les los más mientras muy nos otra otro para pero por porque puede que quien
ser sin sobre son sus también tiene todo todos una uno unos
"""
_ITALIAN = """
agli alla alle anche che chi come con cui dagli dai dal dalla dalle degli dei del della delle dello dopo dove due gli
hanno loro nei nel nella nelle non ogni per perché più può quale quando quella quello questa queste questi questo sia
sono stata stato sua sue sugli sul sulla suo tra tutti tutto una uno
"""
_PORTUGUESE = """
aos até com como das depois dos ela ele eles entre era essa esse esta este está foi foram isso isto mais mas mesmo muito
nas não nos outra outro para pela pelo pode por que quando quem são seja sem ser seu seus sobre sua suas também tem têm
todo todos uma umas uns você
"""
_DUTCH = """
aan als andere bij dan dat deze die dit door een geen haar heeft het hij hun iets kan kunnen maar meer men met mijn moet
naar niet nog ook omdat onder ons onze over te tot twee uit van veel voor want waren was wat werd wie wordt zal zich zij
zijn zoals zonder
"""

STOP_WORDS = frozenset(" ".join((_ENGLISH, _GERMAN, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, _DUTCH)).split())
