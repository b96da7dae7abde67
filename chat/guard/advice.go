package guard

import "strings"

// advice is asked for in a legal matter; nobody gets it from a city's desk. What is surely that goes before the
// classifier, which would take much of it for somebody's own case.
var advice = []rule{
	{LegalAdvice, "court", anyOf(
		`\b(?:ich|wir|mein\w*|mich|uns)\b.{0,60}\b(?:klagen|verklagen|einklagen|klage|vor gericht)\b`,
		`\bvor gericht\b.{0,30}\b(?:chance\w*|erfolg)`,
		`\berfolgsaussicht\w*`,
		`\bwie ist die rechtslage\b`,
	), anyOf(`^(?:wer|wo|welche frist|wie lange|was kostet|wie (?:reiche|erhebe|lege))\b`)},
	{LegalAdvice, "wording", anyOf(
		`\bformulier\w*\b.{0,40}\b(?:widerspruch|einspruch|klage|kuendigung|beschwerde)`,
		`\b(?:schreib\w*|sag\w*|tun|machen)\b.{0,60}\b(?:damit|dass) ich\b.{0,40}\b(?:gewinn\w*|recht bekomm\w*|durchkomm\w*)\b`,
		`\banw(?:alt|aelt\w*)\b.{0,40}\bempfehl\w*`,
		`\bempfehl\w*\b.{0,40}\banw(?:alt|aelt\w*)\b`,
	), nil},
	{LegalAdvice, "appeal", anyOf(
		`\b(?:lohnt sich|soll ich|sollte ich|sollen wir|macht es sinn|bringt)\b.{0,40}\b(?:widerspruch|einspruch|klage\w*|anwalt|rechtsmittel)\b`,
		`\b(?:schreib\w*|formulier\w*|verfass\w*|setz\w*)\b.{0,30}\b(?:widerspruch|einspruch|klage|beschwerdeschrift|kuendigung)\b`,
		`\b(?:bezahlen|zahlen) oder\b.{0,30}\b(?:wehren|einspruch|widerspruch)`,
	), anyOf(asks)},
	{LegalAdvice, "lawful", anyOf(
		`\b(?:\w*vertrag|kuendigung|\w*bescheid|mahnung|abmahnung|testament|nebenkosten\w*)\b.{0,60}\b(?:rechtens|rechtmaessig|wirksam|gueltig|rechtsgueltig|zulaessig|illegal)\b`,
		`\b(?:mache|mach) ich mich strafbar\b`,
		`\b(?:strafe|bussgeld|gefaengnis) (?:droht|drohen|erwartet) (?:mir|mich)\b`,
		`\bmuss ich als mieter\w*\b`,
		`\bals mieter\w* (?:muss|darf|kann) ich\b`,
		`\b(?:im|laut) (?:miet|arbeits)?vertrag\b.{0,40}\b(?:muss|darf|kann) ich\b`,
		`\b(?:muss|darf|kann) ich\b.{0,80}\b(?:im|laut) (?:miet|arbeits|kauf)?vertrag\b`,
	), nil},
	{LegalAdvice, "liable", anyOf(
		`\b(?:haftet|haften|hafte|schmerzensgeld)\b`,
		`\bschadens?ersatz\b.{0,40}\b(?:verlang|fordern|bekomm|zusteh|kriege?)\w*`,
	), anyOf(`\bformular`, `\bwo melde\b`, `\b(?:unterschrieb\w*|verpflichtung\w*)\b`)},
	{LegalAdvice, "who is right", anyOf(
		`\bwer hat (?:da |hier |nun |jetzt )?recht\b`,
		`\b(?:bin ich|sind wir)\b.{0,15}\bim recht\b`,
		`\b(?:vor (?:dem )?gesetz|geltendem recht|rechtslage|formfehler|verfahrensfehler|paragra(?:ph|f)en)\b`,
		`\bverstoesst\b.{0,40}\b(?:gesetz|grundgesetz|recht)\b`,
		`\bwem gehoert\b.{0,40}\b(?:scheidung|trennung|haus|wohnung|rechtlich)\b`,
		`\b(?:anfechten|anfechtbar)\b`,
		`\baussichten\b.{0,40}\b(?:klage|beschwerde|verfassungsbeschwerde|prozess)\b`,
	), anyOf(`\btermin`, `\bschiedsamt\b`)},
	{LegalAdvice, "quarrel", anyOf(
		against+`.{0,160}`+verdict,
		verdict+`.{0,160}`+against,
		`\bgefallen lassen\b`,
		`\b(?:widersprech\w*|widerspruch|einspruch|klag(?:e|en))\b.{0,60}\b(?:mit erfolg|erfolgreich|durchkomm\w*)\b`,
		`\b(?:mit erfolg|erfolgreich)\b.{0,40}\b(?:widersprech\w*|klagen|anfechten)\b`,
		`\bwelche rechte hab(?:e|en)? (?:ich|wir)\b.{0,60}\bgegen\b`,
		`\b(?:mietminderung|pflichtteil\w*|unterlassungs\w+)\b`,
		`\bmiete (?:\w+ )?(?:mindern|kuerzen|einbehalten)\b`,
	), anyOf(`\bwohngeld\b`, `\bwohnungsgeber\w*`, `\b(?:bestaetigung|bescheinigung|fuehrungszeugnis|anmeld\w*|ummeld\w*)\b`, `\b(?:laut|laerm|krach|hecke|zaun|baum|hund|grill\w*|muell)\w*\b`, `\b(?:wo|wohin|an wen|bei wem)\b`, `^wann\b`)},
	{LegalAdvice, "contract", anyOf(
		`\b(?:pruef\w*|check\w*|durchsehen|anschauen|angucken|drueberschauen)\b.{0,50}\b\w*vertrag\b`,
		`\b\w*vertrag\b.{0,50}\b(?:pruef\w*|check\w*|durchsehen|drueberschauen|anfecht\w*)\b`,
		`\bvertrag\b.{0,60}\b(?:wieder )?(?:raus|aussa|heraus|ruecktritt|zuruecktreten)\b`,
		`\b(?:check|read)\b.{0,40}\bcontract\b`,
		`\b(?:vermieter|chef|arbeitgeber|vermieterin|chefin|boss|firma|landlord|employer)\b.{0,80}\b(?:kaution|miete|mieterhoehung|gekuendigt|kuendigung|nebenkosten|lohn|eigenbedarf|abmahnung|fired|deposit)\b.{0,60}\b(?:darf|duerfen|wehren|rechtens|rechtmaessig|erlaubt|wirksam|zulaessig|legal|recht|ok|allowed|paragra\w*)\b`,
		`\b(?:gekuendigt|rausgeworfen)\b.{0,60}\b(?:rechtens|rechtmaessig|wirksam|gueltig|zulaessig|erlaubt)\b`,
		`\b(?:can|may) my (?:landlord|boss|employer)\b`,
		`\b(?:landlord|boss|employer|company)\b.{0,80}\b(?:my rights|legal|allowed|lawful|do i have to|what can i do)\b`,
	), anyOf(`\bwohnungsgeber\w*`, `\b(?:wohngeld|elterngeld|grundsicherung|aufenthalt\w*|titel|einbuerger\w*)\b`, `\b(?:zahlt|uebernimmt) (?:das|die) (?:amt|stadt)\b`)},
	{LegalAdvice, "counsel", anyOf(
		`\b(?:juristisch\w*|rechtlich\w*) (?:rat|beratung|hilfe|einschaetzung|beistand)\b`,
		`\brechtsrat\b`,
		`\bbei der polizei\b.{0,30}\b(?:aussag|auszusag)\w*|\b(?:aussag|auszusag)\w*\b.{0,30}\bpolizei\b`,
		`\brechtlich (?:gesehen|machen|tun|vorgehen|dagegen|wehren)\b`,
		`\b(?:aussage\b.{0,40}\bschweigen|schweigen\b.{0,40}\baussage)\b`,
		`\b(?:widerspruch|einspruch|klage)\b.{0,50}\b(?:schreiben|formulieren|aufsetzen|verfassen)\b`,
		`\b(?:soll|sollte)\b.{0,50}\b(?:knoellchen|strafzettel|strafbefehl)\b`,
		`\b(?:knoellchen|strafzettel|strafbefehl)\b.{0,50}\b(?:soll|sollte|wehren)\b`,
		`\b(?:wie )?(?:umgehe? ich|rede ich mich)\b`,
	), anyOf(asks+`\b.{0,20}\b(?:frist|beantrag\w*|unterlagen)`, `^(?:wo|wann)\b`, `\bfilter\b`)},
}

// against are those whom people quarrel with who are not the city; verdict is what they want to hear then.
const (
	against = `\b(?:vermieter\w*|chef(?:in)?|arbeitgeber\w*|hausverwaltung|makler\w*|haendler\w*|verkaeufer\w*|handwerker|inkasso\w*|fitnessstudio|` +
		`(?:handy|strom|internet)?anbieter|werkstatt|untermieter\w*|mitbewohner\w*|reisebuero|online-?shop|miterben|erbengemeinschaft)\b`
	verdict = `\b(?:rechtens|rechtmaessig|rechtswidrig|zulaessig|illegal|legal|strafbar|wehren|verklagen|schadens?ersatz|schmerzensgeld|widerrufen|` +
		`zuruecktreten|darf (?:er|sie|der|die) das|duerfen die das|muss ich das (?:akzeptieren|hinnehmen|zahlen|bezahlen)|was kann ich dagegen)\b`
)

// A wish for legal advice is told by what comes together in it, in whatever words: a matter between private
// people (opponent, private), what one has done to the other (wronged), and the wish to hear who is right or
// what to do against it (wantsRight). Of the town's services none has such a matter; where one has (towns),
// or where the way to somebody is asked for (asksWay), it is a question like any.
func isDispute(folded string) bool {
	if towns.MatchString(folded) || asksWay.MatchString(folded) {
		return false
	}
	matter, between := private.MatchString(folded), opponent.MatchString(folded)
	switch {
	case between && withheld.MatchString(folded) && !strings.Contains(folded, "?"): // who only tells of it wants it back
		return true
	case between && (matter || wronged.MatchString(folded)):
		return wantsRight.MatchString(folded) || wantsWayOut.MatchString(folded)
	case matter:
		return wantsRight.MatchString(folded) || fought.MatchString(folded) && wantsWayOut.MatchString(folded)
	}
	return false
}

var (
	opponent = re(against + `|\b(?:ex-?(?:mann|frau|freund\w*|partner\w*)|mein\w* ex|geschwister\w*|schwester|bruder|stiefmutter|stiefvater|schwiegermutter|versicherung|haftpflicht|bank|reiseveranstalter|airline|fluggesellschaft|` +
		`hotel|laden|geschaeft|baumarkt|autohaus|firma|betrieb|abschleppdienst|vermittler|mieter(?:in)?|eigentuemer(?:in)?|miteigentuemer\w*|gekauft|bestellt|online|internet|verein|arzt|zahnarzt|krankenhaus|amazon|ebay|kleinanzeigen|betrueger\w*)\b`)
	// withheld is what nobody tells a stranger but to get it: what is owed, and not given.
	withheld = re(`\b(?:nimmt|gibt|zahlt|rueckt|ruecken|zahlen|nehmen|geben)\b.{0,60}\bnicht (?:mehr )?(?:zurueck|raus|heraus|aus)\b|\b(?:kaution|lohn|gehalt|ueberstunden)\b.{0,40}\b(?:nicht|behalten|einbehalten|behaelt)\b`)
	// fought are the private matters in which already the way out is a matter of law.
	fought  = re(`\b(?:kaution|mieterhoehung|eigenbedarf|fristlos|abmahnung|enterb|pflichtteil|kuendigungsschutz|schmerzensgeld|strafbefehl|vorladung|beschuldigt|schwarz ?ge?fahr|inkasso|\w*kostenabrechnung|arbeitszeugnis|ueberstunden|abfindung|kaufvertrag|mietvertrag|arbeitsvertrag)\w*`)
	private = re(`\b(?:kaution\w*|mieterhoehung\w*|eigenbedarfs?\w*|(?:bei|nach) (?:der |einer )?(?:scheidung|trennung)|schulden (?:mein|sein|ihr)\w* (?:mann\w*|frau|vater\w*|mutter|eltern|ex\w*)|schwarz ?fahren|inkasso\w*|(?:neben|betriebs|heiz)kosten(?:abrechnung)?|eigenbedarf\w*|kuendigungs(?:frist|schutz|grund)\w*|fristlos\w*|(?:miet|arbeits|kauf|werk|handy|ausbildungs|lehr)vertrag\w*|ueberstunden|abfindung\w*|arbeitszeugnis\w*|` +
		`probezeit|abmahnung\w*|gewaehrleistung\w*|garantie|widerrufsrecht|erbteil\w*|erbe|erben|erbt|geerbt|erbschaft|nachlass|testament\w*|enterb\w*|pflichtteil\w*|zugewinn\w*|(?:ehegatten|trennungs)unterhalt|umgangsrecht|hausrat|schoenheitsreparatur\w*|schmerzensgeld|lohnfortzahlung|urlaubs(?:anspruch|tage|geld)|teilzeit|beim auszug|vorladung|beschuldigt\w*|strafbefehl\w*|schwarz ?gefahren|fahrerflucht|unfallflucht)\b|\bunterhalt\b.{0,40}\b(?:ex-?)?(?:frau|mann)\b|` +
		`\bnachbar\w*\b.{0,80}\b(?:filmt|kamera\w*|ueberwacht|beleidigt|verleumdet|schikaniert)\b|\b(?:filmt|kamera\w*|ueberwacht)\b.{0,80}\bnachbar\w*`)
	wronged = re(`\b(?:gekuendigt|kuendigt|kuendigung|will,? dass (?:ich|wir)|abgelehnt|lehnt\b.{0,40}\bab|gestrichen|leergeraeumt|unterschlagen|zurueckfordern|zurueckverlangen|gibt (?:mir|uns)\b.{0,50}\bnicht|rausgeworfen|rausgeschmissen|rauswerfen|rausschmeissen|zahlt\b.{0,30}\bnicht|bezahlt\b.{0,30}\bnicht|nicht (?:\w+ ){0,2}(?:zurueck\w*|raus\w*|bezahlt|gezahlt|repariert|geliefert)|behaelt|einbehalten|behalten|weigert|verweigert|erhoeht|mehr miete|` +
		`fordert|verlangt|mahnt|mahnung|will (?:\w+ ){0,5}(?:euro|geld|haben|zurueck)|droht mit|abgemahnt|betrogen|reingelegt|ueber den tisch|kaputt|defekt|mangel\w*|schimmel|heizung|filmt|kamera\w*|ueberwacht|schikaniert|mobbt|beleidigt|verleumdet|verbieten|verbietet|kuendigen|erhoehen|rauswerfen|abmahnen|einbehalten|zwingen|zwingt|laesst mich\b.{0,40}\bnicht|pfusch\w*|gepfuscht|nie (?:bekommen|erhalten|geliefert|angekommen)|geld (?:wieder|zurueck)|in (?:die|meine) wohnung|stornier\w*)\b`)
	wantsRight = re(`\b(?:muss|darf) ich\W*$|\bkomme? (?:ich|wir)\b.{0,25}\b(?:raus|heraus|davon)\b|\bmuss (?:ich|man)\b.{0,60}\baufkommen\b|\bwer (?:bekommt|kriegt|behaelt)\b|\banzufechten\b|\bbetrug\b|\bwas passiert (?:mir|mit mir|mir jetzt)\b|\b(?:darf|duerfen) (?:er|sie|der|die|das|mein\w*|unser\w*|ein\w*)\b|\b(?:muss|muessen) (?:ich|wir|er|sie|mein\w*|der|die) .{0,60}\b(?:zahlen|bezahlen|zurueckzahlen|hinnehmen|akzeptieren|dulden|ausziehen|raus|unterschreiben|herausgeben|teilen|renovieren|streichen)\b|` +
		`\bsteht (?:mir|uns|ihr|ihm)\b.{0,40}\bzu\b|\b(?:anspruch|anrecht|ein recht|rechte|im recht|recht habe|recht hat|chancen?)\b|\bwem gehoert\b|\bwer (?:erbt|haftet|bekommt das|kriegt das)\b|\bwie viel (?:erb\w+|steht)\b|\b(?:gueltig|ungueltig|wirksam|unwirksam|rechtens|erlaubt|zulaessig|legal|illegal|strafbar|anfechten|angefochten|bindend|verbindlich|raeumen)\b|\bgilt (?:das|der|die|dann)\b|\bwie lang\w* (?:ist|habe?|darf|muss|gilt|betraegt)\b|\b(?:muss|soll) ich (?:da|dort)? ?hin|\bgefaengnis\b|\bwas droht\b|\bwie viel unterhalt\b`)
	wantsWayOut = re(`\bwas (?:kann|koennen|soll|sollen|mach\w*|tun|tut|hilft)\b|\b(?:kann|koennen) (?:mir |mich |uns )?(?:ich|wir|man|er|sie|die|mein\w*)\b|\bwie (?:komme|bekomme|kriege?|krieg|wehre?) (?:ich|wir|man)\b|\bmuss ich (?:das|da|die|den)\b|\bwie (?:reagiere|gehe) ich\b|\bwas nun\b|\bwas jetzt\b`)
	asksWay     = re(`^(?:(?:und|hallo|moin|guten tag)\W+)*(?:wo|wohin|an wen|bei wem|wann|bis wann|was kostet|wie hoch|welche (?:unterlagen|papiere|frist\w*))\b|[.,;:!?] *(?:und )?(?:wo|wohin|an wen|bei wem|wann|bis wann|wer hilft|was kostet|welche (?:unterlagen|papiere))\b`)
	// proofs are papers that the town asks for and private people have to sign.
	proofs = re(`\b(?:wohnungsgeber|bestaetigung|bescheinigung)\w*`)
	// towns are matters of a town in which private people have a part.
	towns = re(`\b(?:wohngeld|wohnungsgeber|bestaetig|bescheinig|beglaubig|fuehrungszeugnis|hinterleg|ausschlag|erbschein|aufenthalt|titel|einbuerger|elterngeld|grundsicherung|sozialhilfe|buergergeld|sozialamt|jugendamt|beistandschaft|unterhaltsvorschuss|kindesunterhalt|vaterschaft|` +
		`kita|krippe|kinder(?:garten|tagespflege)|schul(?:e|en|platz|weg|buch|buecher|kind|anfang|amt)|gewerbe|anmeld|abmeld|ummeld|melde|gemeldet|hund|laut|laerm|krach|hecke|zaun|baum|grenz|grill|muell|tonne|park|baugenehmigung|bauantrag|mietspiegel|zweckentfremd|wohnberechtigung|wbs|sozialwohnung|` +
		`mietschuld|raeumung|obdachlos|wohnungslos|schiedsamt|schornstein|grab|bestatt|beerdig|friedhof|fuehrerschein|zulassung|kennzeichen|fundbuero|gefunden|wochenmarkt|steuer|gebuehr|bescheid|ausweis|reisepass|visum|vollmacht|betreu|pflegeheim|heimkosten|rente|zug|bahn|paket)\w*|\w*(?:steuer|gebuehr|bescheid|karte|genehmigung|anmeldung)\b`)
)
