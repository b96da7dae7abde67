package guard

import "regexp"

// rule sends texts that match, unless they match unless, to a kind. Patterns are written
// over folded text, see fold. The word lists are deliberately narrow: a question that
// slips through is answered from sources or refused for want of them, a question that
// is caught wrongly is lost.
type rule struct {
	kind          Kind
	name          string
	match, unless *regexp.Regexp
}

const (
	// asks begins a question that names what it wants to know; most look-alikes do.
	asks = `^(?:und |aber |oder )?(?:(?:an|bei|von|mit|zu|fuer|unter|ab|bis|seit|in|auf|aus|nach|um) )?(?:wo|wie|wann|wer|wen|wem|was|welch\w*|woher|wohin|wofuer|womit|worauf|wieviel\w*)\b`
	// someone is the asker, or somebody whose case the asker brings.
	someone = `(?:ich|wir|mein\w*(?: \w+)?|unser\w*(?: \w+)?)`
	// toSomeone is the same in the dative.
	toSomeone = `(?:mir|uns|mein\w*(?: \w+)?|unser\w*(?: \w+)?)`
	// clause is where a sentence or a part of it begins.
	clause = `(?:^|[,.;:!?] ?(?:und |oder |dann )?|\bund |\boder )`
	// yesNo begins a question about the asker that is answered by yes or no, which is what a
	// decision about a case is.
	yesNo = clause + `(?:da |denn |dann )?(?:bekomm\w*|kriege?\w*|krieg|erhalte?\w*|erhaelt|hab\w*|hat|haette\w*|bin|sind|ist|steh\w*|stuende\w*|wuerde\w*|wird|werden|muss|muessen|darf|duerfen|kann|koennen|koennte\w*|zahlt|gelte\w*|zaehl\w*|verliere\w*|reich\w*|lohnt|gibt|waere\w*|faell\w*) (?:\w+ ){0,2}?(?:ich|wir|mir|uns|mein\w*|unser\w*|bei mir|bei uns|fuer mich|fuer uns)\b`
	// money are benefits that an office grants by the recipient's circumstances.
	money = `(?:wohn|kinder|eltern|buerger|pflege|arbeitslosen|betreuungs|blinden|schul|kranken|lasten)\w*geld\b|\w*vorschuss\b|\w*zuschlag\b|\w*zuschu\w+|\bgrundsicherung|\bsozialhilfe|\bbafoeg\b|\w*ermaess\w+|\bsozialwohnung\w*|\bwohnberechtigung\w*|\bwbs\b|\bgeld fuer\b`
	// verdict are words with which a case is decided.
	verdict = `\banspruch\b|\bchancen?\b|\bberechtigt\b|\w+berechtigt\b|\bbefreit\b|\bangerechnet\b|\banerkannt\b|\bgenehmigt\b|\bbewilligt\b|\bzurueckzahlen\b|\bdurchgehen\b|\balleinerziehend\b`
	// circumstances are what somebody tells of their own life to have a case decided.
	circumstances = `\b\d[\d.,]* ?(?:euro|eur|€|brutto|netto)|\bverdien\w*|\b(?:brutto|netto)\b|\b(?:ich|wir) (?:bin|sind) (?:\w+ )?(?:arbeitslos|alleinerziehend|krankgeschrieben|schwanger|geschieden|verwitwet|student\w*|rentner\w*|azubi)|\bduldung\b|\bpflegegrad \d|\bminijob\b`
	// steps are what everybody may do; asking for them decides nothing.
	steps = `\b(?:beantrag\w*|anmeld\w*|abmeld\w*|ummeld\w*|geltend|einreich\w*|nachreich\w*|abgeben|verlaenger\w*|weiterbewillig\w*|online|pruefen lassen|mitbringen|helfen)\b`
	// benefit are things an office grants.
	benefit = `(?:\w*geld\b|\w*zuschu\w+|\w*ermaess\w+|\w*hilfe\w*|\w*leistung\w*|grundsicherung|\w*vorschuss|\w*foerder\w*|\w*beihilfe|` +
		`\w*erstatt\w*|nachlass|\w*befrei\w*|\w*wohnung\b|wbs|\w*berechtigungs\w*|\w*staats\w*|deutschen? pass|\w*einbuerger\w*|\w*genehmigung|` +
		`\w*erlaubnis|schwerbehind\w*|pflege\w*|rente|platz|\w*platz|kita\w*|krippe\w*|unterhalt\w*|bafoeg|stipendi\w*|visum|asyl|\w*titel)`
)

// rules in the order in which they are tried.
var rules = []rule{
	// People in danger come first.
	{Crisis, "suicide", re(`\b(?:will|moechte|mag|wuerde gern\w*) (?:ich )?(?:nicht mehr leben|sterben|tot sein|nur noch (?:weg|tot) sein)|\bnicht mehr leben (?:will|moechte)|` +
		`\b(?:bringe?|bring) mich (?:heute |jetzt )?um\b|\b(?:mich|sich|uns) (?:selbst )?(?:umbringen|toeten|das leben nehmen)\b|\bsuizidgedank\w*|\b(?:denke|gedanken) (?:an|ueber) (?:selbstmord|suizid)|` +
		`\balles ist sinnlos|\bsinnlos\b.*\bleben\b|\bleben\b.*\bsinnlos\b|\b(?:ritzt|verletzt) (?:sich|mich)\b|\bich ritze\b|\bkein\w* (?:ausweg|sinn im leben|kraft) mehr\b|\bkill myself\b|\bsuicidal\b|\bwant to die\b|\bhalte? (?:das|es) (?:alles )?nicht mehr aus\b`), re(asks)},
	{Crisis, "violence", re(`\b(?:schlaegt|schlug|misshandelt|vergewaltigt|wuergt|bedroht|stalkt|verfolgt) mich\b|\bmich\b.*\b(?:geschlagen|misshandelt|vergewaltigt|gewuergt)\b|` +
		`\b(?:angst vor) meine[mr] (?:mann|ex\w*|vater|freund\w*|partner\w*|bruder|stief\w+)|\bwerde (?:zu hause|daheim|von \w+ \w+) (?:geschlagen|misshandelt)|\b(?:fasst|fasste|beruehrt) mich (?:an|unsittlich|immer)|\bfasst mich\b|\bbeats me\b`), re(asks)},
	{Emergency, "danger", re(`\bes brennt\b|\bbrennt es\b|\b(?:haus|wohnung|auto|muell\w*|keller|dach\w*) brennt\b|\b(?:atmet|atme) nicht|\bbewusstlos|\bohnmaecht\w*|\bkrankenwagen\b|\bnotarzt\b|` +
		`\beinbrecher\b|\bwerde gerade\b|\bwerden gerade (?:bedroht|ueberfallen|angegriffen)|\bverletzte?\b.*\bunfall|\bunfall\b.*\bverletzt|\bschwerer unfall\b|` +
		`\b(?:putzmittel|reiniger|tabletten|gift|batterie\w*)\b.*\b(?:getrunken|verschluckt|gegessen|geschluckt)|^(?:hilfe,? )?notfall\b|\b(?:riecht|stinkt) (?:hier |es )?nach gas\b|\bgasgeruch\b|` +
		`\bkeine luft\b|\b(?:umgekippt|zusammengebrochen|nicht ansprechbar|reagiert nicht)\b|\bschmerzen in der brust|\bherzinfarkt\b|\bschlaganfall\b|\b(?:schlaegt|verpruegelt) (?:gerade|jemanden)|\bgerade\b.*\b(?:verpruegelt|zusammengeschlagen)|` +
		`\bthere is a fire\b|\bcall (?:the police|an ambulance)|\bruf\w* (?:sie |bitte |mal )*(?:die polizei|die feuerwehr|einen arzt)|\bbewegt sich nicht\b|\bblutet stark`),
		re(asks + `|\bnach eine[mr]?\b|\bkosten?\b|\bkurs\b|\berste hilfe\b`)},

	{Injection, "override", re(`\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|ueberschreib\w*|umgehe)\b.{0,30}\b(?:anweisung\w*|regeln?|vorgaben|instruktion\w*|einschraenkung\w*|alles,? was|bisherige\w*|vorherige\w*)|` +
		`\b(?:ignore|forget|disregard|override|bypass)\b.{0,40}\b(?:instruction\w*|rules?|prompt|everything|previous|above|told|guidelines?|constraints?)|` +
		`\banweisung\w*\b.{0,20}\b(?:du|dir|sie|ihnen)\b.{0,15}\b(?:bekommen|erhalten|gegeben|hast|haben)|\bsystem ?-?prompt\w*|\bsystem ?-?(?:nachricht|message|anweisung)\b|^\W*system ?:|</?(?:system|user|assistant|instructions?|s)>|\[/?inst\]|<\|\w+\|>|\bentwicklermodus\b|\bdeveloper mode\b|\bjailbreak\w*|\bprompt ?injection`),
		re(`\bbescheid\b|\bschreiben vom\b`)},
	{Injection, "persona", re(`\b(?:du bist|sie sind) (?:jetzt|nun|ab jetzt|ab sofort)\b|\bvon (?:jetzt|nun) an (?:bist|antwort\w*|verhaelt\w*|sind)|\b(?:tu|tue|tun sie) so,? als\b|\bstell dir vor,? du\b|\bverhalte dich wie\b|\bgib dich als\b|` +
		`\b(?:antworte|antworten sie) (?:ab jetzt|nur noch|frei|ohne|immer)\b|\bpretend (?:to be|you)\b|\b(?:you are|you're|act as) (?:now|a|an)\b.*\b(?:no|without|unrestricted|ai|assistant|model|character|expert|hacker)|\bact as\b|\bkeine einschraenkung\w* (?:hast|mehr)|\broleplay\b`), nil},
	{Injection, "disclosure", re(`\b(?:zeig\w*|gib|geben sie|nenn\w*|verrat\w*|liste|drucke?|print|show|reveal|repeat|wiederhol\w*|what is|tell)\b.{0,40}\b(?:intern\w* (?:dokument\w*|wiki\w*|seite\w*|daten|texte?|informationen)|system ?prompt|deine? (?:anweisung\w*|regeln|vorgaben|instruktion\w*|prompt)|api.?key|secret (?:key|word|password)|your (?:instructions|prompt|rules)|text ueber|text above|initial prompt|(?:the|your) (?:password|secret|key)\b)|` +
		`\b(?:python|sql|javascript|bash|shell)\b.{0,30}\b(?:programm|skript|script|code|befehl)\b|\bdrop table\b|\bunion select\b|<script\b`), nil},

	{Abuse, "insult", re(`\b(?:arschl\w+|hurens\w+|wichser\w*|fotze\w*|fick\w*|verpiss\w*|halt (?:die|deine) (?:fresse|klappe|schnauze)|missgeburt\w*|spast\w*|drecks?(?:sau|schwein|pack)\w*|fuck(?:ing)? (?:you|off)|fuck\b|asshole\w*|bitch\w*|schlampe\w*|kanake\w*|nigger\w*|kanack\w*)\b|` +
		`\b(?:du|ihr|sie|bist|seid|sind) (?:\w+ ){0,3}(?:dumm\w*|bloed\w*|bescheuert\w*|bekloppt\w*|idiot\w*|depp\w*|vollidiot\w*|behindert|scheiss\w*)\b|\b(?:bloede|dumme|scheiss) (?:maschine|kiste|ki|bot)\b`), re(`\bmelden\b|\banzeige\w*|\bbeleidigung\b`)},
	{Abuse, "hatred", re(`\bauslaender raus\b|\bsieg heil\b|\bheil hitler\b|\bjuden raus\b|\bvergasen\b`), re(`\bmelden\b|\bschmierer\w*`)},
	{Abuse, "threat", re(`\bbringe? (?:euch|dich|sie|den|die|alle|ihn)\b.*\bum\b|\b(?:zuend\w*|brenn\w*|spreng\w*) (?:euer|euch|das|ihr|den|die|eure)\w*\b.{0,40}\b(?:an|ab|nieder|in die luft)\b|\b(?:werde|will|moechte) (?:euch|dich|sie alle|jemand\w*|ihn|meine?n? (?:mann|frau|chef\w*|nachbar\w*|vermieter\w*|ex\w*|mutter|vater|kinder)) (?:toeten|umbringen|ermorden|erschiessen)`), re(asks)},

	{Assistant, "who", re(`^(?:wer|was) (?:bist du|sind sie|seid ihr)(?: eigentlich| denn| genau)?\W*$|\b(?:bist du|sind sie|spreche ich mit|rede ich mit|schreibe ich mit|ist das hier)\b.{0,25}\b(?:mensch\w*|roboter\w*|maschine\w*|ki|bot|chatbot|computer|programm|chatgpt|kuenstlich\w*)\b|` +
		`^wie (?:heisst du|heissen sie|ist (?:dein|ihr) name)\W*$|\bbist du chatgpt\b|\bare you (?:a |an )?(?:bot|robot|human|ai|real|machine|person)|^who are you\W*$`), nil},
	{Assistant, "abilities", re(`^was (?:kannst du|koennen sie|koennt ihr)(?: alles| eigentlich| fuer mich tun)*\W*$|\b(?:wie|was) (?:funktioniert|ist|macht) (?:dieser|der|das hier|dieses) ?(?:chat\w*|bot|assistent\w*|auskunft\w*|system)?\W*$|` +
		`\bwelche fragen (?:kannst du|koennen sie|beantworte\w*)|\bwoher (?:hast du|haben sie|kommen|weisst du|wissen sie)\b.{0,20}\b(?:antwort\w*|wissen|informationen|das)\b|\b(?:sprichst du|sprechen sie|verstehst du|verstehen sie) (?:auch )?(?:englisch|deutsch|tuerkisch|russisch|ukrainisch|arabisch|polnisch|franzoesisch)|` +
		`\bwhat can you do\b|\bhow do you work\b`), nil},
	{Assistant, "privacy", re(`\b(?:speicher\w*|merkst|merken|liest|lesen|behaeltst)\b.{0,20}\b(?:du|sie|ihr)\b.{0,30}\b(?:ich|eingabe\w*|mein\w*|chat\w*|gespraech\w*)\b|\bmeine[nr]? (?:eingaben|fragen|nachrichten|chat\w*)\b.{0,20}(?:hier|gespeichert|geloescht|\?)`),
		re(`\bamt\b|\bmeldeamt\b|\bbehoerde\b`)},

	{Human, "person", re(`\b(?:mit (?:eine[mr]|jemand\w*)|an eine[nm]?|eine[nm]?|kein\w*)? ?(?:echten? |richtigen? |menschlich\w+ |lebend\w+ )?(?:mensch\w*|mitarbeiter\w*|sachbearbeiter\w*|person|berater\w*|jemand\w*(?: von der stadt| aus dem rathaus| vom amt)?)\b.{0,25}\b(?:sprechen|reden|verbinden|verbunden|telefonieren|chatten|schreiben)\b|` +
		`\bverbinde\w* (?:sie )?mich\b|\bkoennen sie mich\b.*\bverbinden\b|\b(?:will|moechte|brauche) (?:\w+ )?(?:einen? )?(?:echten? |richtigen? )?menschen\b|\b(?:ruf\w*) (?:sie )?mich\b.*\b(?:an|zurueck)\b|^(?:bitte )?(?:um )?(?:einen )?rueckruf\b|\bbitte um (?:einen )?rueckruf|` +
		`\bkann mich (?:bitte )?(?:jemand|wer) anrufen|\bjemand\w*,? der mir\b|^(?:bitte )?(?:einen? )?(?:mensch|mitarbeiter(?:in)?|berater(?:in)?|sachbearbeiter(?:in)?)(?: bitte)?\W*$|\b(?:talk|speak) (?:to|with) (?:a |an )?(?:human|person|agent|somebody|someone|real)`),
		re(asks + `|\bbuergermeister\w*|\bueber schulden\b`)},

	{Complaint, "wants", re(`\b(?:moechte|will|muss|wollte) (?:ich )?(?:mich|mal|hier|jetzt)*.{0,60}\bbeschweren\b|\b(?:lege|reiche|erhebe) (?:ich )?(?:hiermit )?(?:eine )?(?:\w*beschwerde)|\b(?:moechte|will) (?:ich )?(?:eine )?\w*beschwerde\b|\bhiermit\b.{0,20}\bbeschwer\w*`), re(asks)},
	{Complaint, "anger", re(`\b(?:frechheit|unverschaemt\w*|unmoeglich!|eine zumutung|sauerei|saftladen|eine katastrophe|ist ein witz|stinksauer|stocksauer)\b|\bunmoeglich!|\b(?:sehr|total|voellig|aeusserst) (?:unzufrieden|unfreundlich)\b|\bunzufrieden mit\b|` +
		`\b(?:ihre|eure|die|diese) (?:verwaltung|stadt|behoerde|mitarbeiter\w*) (?:ist|sind) (?:\w+ )?(?:unfaehig|faul|schlecht|unfreundlich|inkompetent)|\b(?:geht|nimmt)\b.{0,25}\b(?:nie|niemand|keiner)\b.{0,20}\b(?:telefon|ab|ran)\b|\bwar\w* (?:\w+ )?(?:unfreundlich|unverschaemt|frech) zu mir|` +
		`\bwarte (?:ich )?(?:schon )?seit\b.{0,60}(?:!|unmoeglich|antwort)`), re(`^(?:wo|wie|wer|an wen|welch\w*)\b`)},

	{Defect, "report", re(`\b(?:strassen)?(?:laterne\w*|lampe\w*|beleuchtung|ampel\w*|schild\w*|verkehrsschild\w*|schaukel|rutsche|spielgeraet\w*|spielplatz\w*|bank|brunnen|gully|gullideckel|kanaldeckel|gehweg\w*|radweg\w*|fahrbahn|strasse\w*|bordstein\w*|bushaltestelle\w*|wartehaeuschen|muelleimer\w*|papierkorb|zaun|gelaender|bruecke)\b.{0,70}\b(?:kaputt|defekt\w*|ausgefallen|dunkel|flackert|zerbrochen\w*|beschaedigt|umgefahren|umgestuerzt\w*|aufgebrochen|abgesackt|eingebrochen|gerissen|umgeknickt|verstopft|beschmiert|verdreckt|locker|zerstoert|brennt nicht|leuchtet nicht|geht nicht|loch|schlagloch\w*|scherben|glas)\b|` +
		`\b(?:ist|sind|liegt|liegen|gibt es|befindet sich|steht)\b.{0,50}\b(?:schlagloch|schlagloecher|wilder muell|oelspur|sperrmuell im wald|umgestuerzter baum|scherben|tote[rs]? (?:tier|katze|hund))\b|\bhat jemand\b.{0,40}\b(?:abgeladen|besprueht|beschmiert|hingeworfen|zerstoert)|` +
		`\b(?:moechte|will|wollte|muss)\b.{0,60}\b(?:schlagloch|laterne|schaden|defekt\w*|muellablagerung|wilden muell|graffiti|oelspur|mangel)\b.{0,30}\bmelden\b|\b(?:tonne|muelltonne|biotonne|restmuell\w*|papiertonne|gelbe tonne|gelber? sack|gelben? saecke|sperrmuell|muell)\b.{0,40}\b(?:nicht|wieder nicht)\b.{0,15}\b(?:geleert|abgeholt|mitgenommen)|` +
		`\b(?:waende|wand|haltestelle|unterfuehrung|bahnhof)\b.{0,30}\b(?:beschmiert|besprueht)|\b(?:wasser steht|steht unter wasser)\b.{0,20}\b(?:strasse|weg|unterfuehrung)|\b(?:auf|ueber) (?:dem|der) (?:gehweg|strasse|radweg|fahrbahn|weg)\b.{0,20}\bliegt\b|\bliegt\b.{0,30}\bbaum\b`),
		re(asks + `|\bwas (?:mache|tun|kann)\b|\bwer ist\b|\bbeantrag\w*`)},

	{LegalAdvice, "court", re(`\b(?:ich|wir|mein\w*|mich|uns)\b.{0,60}\b(?:klagen|verklagen|einklagen|klage|vor gericht)\b|\bvor gericht\b.{0,30}\b(?:chance\w*|erfolg)|\berfolgsaussicht\w*|\bwie ist die rechtslage\b`), re(`^(?:wer|wo|welche frist|wie lange|was kostet|wie (?:reiche|erhebe|lege))\b`)},
	{LegalAdvice, "appeal", re(`\b(?:lohnt sich|soll ich|sollte ich|sollen wir|macht es sinn|bringt)\b.{0,40}\b(?:widerspruch|einspruch|klage\w*|anwalt|rechtsmittel)\b|\b(?:schreib\w*|formulier\w*|verfass\w*|setz\w*)\b.{0,30}\b(?:widerspruch|einspruch|klage|beschwerdeschrift|kuendigung)\b|\b(?:bezahlen|zahlen) oder\b.{0,30}\b(?:wehren|einspruch|widerspruch)`), re(asks)},
	{LegalAdvice, "lawful", re(`\b(?:mietvertrag|vertrag|kuendigung|bescheid|mahnung|abmahnung|testament|nebenkosten\w*)\b.{0,60}\b(?:rechtens|rechtmaessig|wirksam|gueltig|rechtsgueltig|zulaessig|illegal)\b|\b(?:mein|unser)\w* (?:vermieter|chef|arbeitgeber|nachbar|ex\w*|bruder|mann|frau)\w*\b.{0,60}\b(?:kuendigen|erhoehen|verbieten|rauswerfen|abmahnen|einbehalten)\b|` +
		`\b(?:mache|mach) ich mich strafbar\b|\b(?:strafe|bussgeld|gefaengnis) (?:droht|drohen|bekomme|erwartet) (?:mir|ich|mich)\b`), nil},

	{Individual, "entitled", re(`\b(?:habe?|hab|haette|haetten|haben|hat|hast) (?:ich|wir|mein\w* \w+|unser\w* \w+)\b.{0,60}\b(?:anspruch|ansprueche|anrecht|ein recht|recht auf)\b|\bworauf\b.{0,20}\banspruch\b|\bob\b.{0,15}\b(?:ich|wir)\b.{0,40}\banspruch\b`), re(whoKnows)},
	{Individual, "due", re(`\b(?:steht|stehen|stuende|stuenden) ` + toSomeone + `\b.{0,60}\bzu\b|\b` + toSomeone + `\b.{0,40}\bzu(?:steht|stehen)\b`), re(whoKnows)},
	{Individual, "would get", re(clause + `(?:bekomme?n?|bekommt|kriege?n?|kriegt|erhalten?|erhaelt) ` + someone + `\b.{0,80}\b` + benefit + `|` + clause + `(?:wuerde|wuerden|werde|werden|wird) ` + someone + `\b.{0,60}\b(?:bekommen|kriegen|erhalten)\b|` +
		`\bob ` + someone + `\b.{0,50}\b(?:bekomm\w*|krieg\w*|erhalte\w*|berechtigt\w*|\w+berechtigt)\b`), re(whoKnows)},
	{Individual, "how much", re(`\bwie ?viel\b.{0,40}\b(?:bekomm\w*|krieg\w*|erhalte|steht|stehen) (?:ich|wir|mir|uns)\b|\bwie ?viel\b.{0,40}\b(?:ich|wir) (?:bekomm\w*|krieg\w*|erhalte)|\bwie hoch (?:ist|sind|waere|wird|faellt) (?:mein|unser)\w*\b|\bwie ?viel\b.{0,50}\bmuss (?:ich|wir)\b.{0,40}\b(?:mein|unser)\w*\b.{0,30}\b(?:zahlen|bezahlen)`), nil},
	{Individual, "status of case", re(`\b(?:bin ich|sind wir|ist mein\w* \w+|bist du)\b.{0,60}\b(?:\w*berechtigt|\w*befreit|verpflichtet|\w+pflichtig)\b|\berfuell?en? (?:ich|wir)\b|\berfuelle ich\b|\b(?:reicht|genuegt|langt) (?:mein|unser)\w*\b|\bist (?:mein|unser)\w* (?:einkommen|vermoegen|rente|gehalt|lohn)\b`), re(asks)},
	{Individual, "decision", re(`\b(?:wird|werden|wurde|ist|sind) (?:mir|uns|mein\w*|unser\w*)\b.{0,70}\b(?:genehmigt|anerkannt|bewilligt|abgelehnt|gekuerzt|bezahlt|uebernommen|erlassen|erstattet|gestrichen|verlaengert)\b|\b(?:kann|koennen) (?:mir|uns)\b.{0,50}\b(?:erlassen|gestundet|erstattet|bezahlt)\b`), re(`^(?:was|wo|wer|wie lange|an wen|welch\w*) |\bwenn mein|\bwie kann ich\b`)},
	{Individual, "pays", re(clause + `(?:zahlt|uebernimmt|bezahlt|zahlen|uebernehmen|bezahlen|erstattet) (?:(?:mir|uns)\b|(?:die stadt|das amt|das jobcenter|das sozialamt|die gemeinde|ihr|sie)\b.{0,60}\b(?:mein\w*|mir|unser\w*|uns)\b)`), re(asks)},
	{Individual, "own case", re(`\b(?:wie ist|was ist) der stand\b.{0,20}\bmein|\bwann\b.{0,20}\b(?:ueber )?mein\w* (?:\w*antrag|\w*bescheid|fall|widerspruch)\b.{0,30}\b(?:entschieden|bearbeitet|fertig|genehmigt)|\bwo bleibt (?:mein|unser)\w*\b|^(?:ist|sind) (?:mein|unser)\w* [\w-]+ (?:schon |denn |endlich )?(?:da|fertig|angekommen|abholbereit|eingetroffen)\b`), nil},
	{Individual, "reckon", re(`\b(?:berechne\w*|ausrechne\w*|rechne\w*|ermittle\w*|pruefe\w*|ueberpruefe\w*)\b.{0,40}\b(?:mein\w*|unser\w*|ob (?:ich|wir)|wie ?viel\b.{0,30}\b(?:ich|wir))\b`), re(asks)},
	{Individual, "circumstances", re(clause + `(?:muss|darf|kann) (?:ich|wir)\b.{0,80}\b(?:obwohl|weil) (?:ich|wir)\b|` + clause + `(?:muss|darf|kann|bin|habe) (?:ich|wir)\b.{0,40}\bmein\w*\b.{0,80}\b\d[\d.,]* ?(?:euro|quadratmeter|m2|qm|meter|jahre)\b|\bdarf ich\b.{0,40}\bbleiben\b.{0,40}\b(?:wenn|obwohl|weil|mein\w*)\b`), re(asks)},
	{Individual, "english", re(`\b(?:am i|are we) (?:entitled|eligible|qualified|exempt)|\bdo (?:i|we) qualify\b|\bhow much\b.{0,40}\b(?:will|do|would|can) i (?:get|receive)\b|\b(?:will|would) i (?:get|receive)\b`), re(`^(?:where|how do|who) `)},

	{Individual, "yes or no", re(yesNo + `.{0,90}(?:` + money + `|` + verdict + `)`), re(asks + `|` + steps)},
	{Individual, "told circumstances", re(`(?:` + circumstances + `).{0,90}` + yesNo + `|` + yesNo + `.{0,90}(?:` + circumstances + `)|(?:` + circumstances + `).{0,60}\b(?:krieg|bekomm)\w* (?:ich|wir)\b`), re(asks + `|\brichtig verstanden\b`)},
	{Individual, "in my case", re(`\b(?:bei|fuer) (?:mir|mich|uns)\b.{0,60}(?:` + money + `|` + verdict + `)|(?:` + money + `|` + verdict + `).{0,60}\b(?:bei|fuer) (?:mir|mich|uns)\b|\bin mein\w* (?:fall|situation|lage)\b`), re(whoKnows)},
	{Individual, "counted", re(`\b(?:zaehlt|zaehlen|wird|werden|gilt|gelten) (?:mein|unser)\w* .{0,60}\b(?:angerechnet|einkommen|vermoegen)\b|^reich\w* \d.{0,60}\b(?:mein\w*|mir|uns|ich|wir)\b|\b(?:gelte ich|gelten wir|gehoere ich|gehoeren wir)\b`), nil},
	{Individual, "own application", re(`\b(?:mein|unser)\w* (?:\w*antrag\w*|\w*bescheid|widerspruch|fall|vorgang)\b.{0,40}\b(?:durchgeh\w*|angekommen|eingegangen|bearbeitet|erledigt|vorliegt|entschieden)|\bnoch auf mein\w* .{0,30}\bwarten\b`), re(`^(?:was|wo|an wen|wie (?:erfahre|kann))\b`)},

	{Opinion, "asked", re(`\b(?:was|wie) (?:halten sie|haelst du|haeltst du|denkst du|denken sie|finden sie|findest du|meinst du|meinen sie)\b|^(?:finden sie|findest du)\b|\b(?:ihre|deine) meinung\b|\b(?:sind sie|bist du) (?:fuer|gegen|links|rechts|ein anhaenger)\b|` +
		`\b(?:welche[nr]? (?:partei|kandidat\w*)|wen|was)\b.{0,15}\b(?:soll ich|wuerdest du|wuerden sie|soll man|sollte ich)\b.{0,15}\bwaehlen\b|\bwen (?:waehlst|waehlen sie)\b|\bgewinn\w*\b.{0,15}\bwahl\b|\bwahl gewinnen\b`), re(`\bbestimmungen\b`)},
	{Opinion, "judgement", re(`\b(?:afd|cdu|spd|fdp|gruene\w*|linke|bsw|buergermeister\w*|politiker\w*|rat|regierung|kanzler\w*)\b.{0,40}\b(?:korrupt\w*|rechtsextrem\w*|linksextrem\w*|unfaehig\w*|gut|schlecht|schuld|luegt|luegen|dumm|guten? job|gute arbeit)\b`), re(`^(?:wo|wann|wer)\b`)},
}

// whoKnows are questions for the place that decides, not for the decision; and general
// rules that an "ich" only illustrates.
const whoKnows = `^(?:wo|wer|an wen|bei wem|welche (?:stelle|behoerde|unterlagen)|wie (?:beantrage|bekomme|kann|mache)|was (?:brauche|passiert)|unter welch\w+|wann|bis wann|ab wann|wie lange)\b`

// authority is somebody else's matter.
type authority struct {
	key   string // in the message files, under "authority"
	match *regexp.Regexp
}

var authorities = []authority{
	{"jobcenter", re(`\bbuergergeld\b|\bhartz ?(?:4|iv)\b|\bjobcenter\b|\barbeitslosengeld (?:2|ii)\b`)},
	{"employment", re(`\barbeitslosengeld\b|\barbeitslos\w*\b.{0,20}\bmeld\w*|\barbeitssuchend\w*|\barbeitsuchend\w*|\bagentur fuer arbeit\b|\barbeitsagentur\b|\barbeitsamt\b`)},
	{"family", re(`\bkindergeld\w*|\bkinderzuschlag\w*|\bfamilienkasse\b`)},
	{"pension", re(`\b(?:alters|erwerbsminderungs|witwen|waisen)rente\w*|\brentenantrag\w*|\brentenverlauf\w*|\brentenkonto\b|\brentenversicherung\w*|\brentenbescheid\w*`)},
	{"tax", re(`\b(?:einkommen|lohn|umsatz|erbschaft|kraftfahrzeug|kfz-?)s?steuer\w*|\bsteuererklaerung\w*|\bfinanzamt\w*|\bsteuerklasse\w*`)},
	{"customs", re(`\bzoll\b|\bzollamt\w*|\bpaket aus (?:china|usa|uebersee)`)},
	{"broadcast", re(`\brundfunkbeitrag\w*|\bgez\b|\bbeitragsservice\b`)},
	{"health", re(`\bkrankenkasse\w*|\bgesundheitskarte\w*|\bkrankengeld\w*|\bkrankenversicherung\w*`)},
	{"student", re(`\bbafoeg\b|\bausbildungsfoerderung\w*`)},
	{"police", re(`\banzeige\b.{0,20}\b(?:diebstahl|betrug|koerperverletzung|einbruch)|\b(?:diebstahl|betrug|einbruch)\b.{0,25}\banzeige\w*|\bstrafanzeige\w*`)},
	{"foreign_office", re(`\bvisum\b.{0,10}\b(?:fuer|nach)\b|\breisewarnung\w*`)},
	{"court", re(`\bgrundbuch\w*|\berbschein\w*|\bvereinsregister\b|\bhandelsregister\b|\btestament\b.{0,20}\bhinterleg\w*`)},
	{"vehicles", re(`\bkraftfahrt-bundesamt\b|\bpunkte in flensburg\b|\bkba\b`)},
}
