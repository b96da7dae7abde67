package guard

import (
	"slices"
	"strings"
)

// A sign tells of danger by ideas that come together in one sentence, or in two that follow each
// other, in whatever order and language: somebody, who does not, wake up. What people say of danger
// is a small world, so the words of its ideas can be listed; how they put them together cannot.
type sign struct {
	kind Kind
	name string
	// all are ideas that must be there, "A|B" either of two; none are ideas that must not be
	// anywhere in the text.
	all, none string
}

// everyday are ideas of a matter for an office, in which words of danger are no danger.
const everyday = "OFFICE|ASKS"

var signs = []sign{
	{Emergency, "does not breathe", "BREATHES NOT", "OFFICE"},
	{Emergency, "does not wake up", "SOMEBODY RESPONDS NOT", "OFFICE|LETTER"},
	{Emergency, "does not open the eyes", "SOMEBODY EYES NOT OPENS", everyday + "|PAST"},
	{Emergency, "breathes oddly", "SOMEBODY BREATHES ODDLY", everyday + "|PAST"},
	{Emergency, "chokes", "SOMEBODY CHOKES", everyday + "|PAST"},
	{Emergency, "has collapsed", "SOMEBODY|NOW COLLAPSED", "OFFICE|PAST|TREE"},
	{Emergency, "lies there", "SOMEBODY LIES GROUND", everyday + "|PAST|TREE|RUBBISH"},
	{Emergency, "lies there", "SOMEBODY LIES CORPSE", everyday + "|PAST|RUBBISH"},
	{Emergency, "has fallen", "SOMEBODY FALLEN GETSUP NOT", everyday + "|PAST"},
	{Emergency, "face hangs", "FACE HANGS", everyday + "|PAST"},
	{Emergency, "heart", "CHEST HURTS", everyday + "|PAST"},
	{Emergency, "heart", "HEART NOW", everyday + "|PAST"},
	{Emergency, "turns blue", "SOMEBODY TURNSBLUE", everyday + "|PAST"},
	{Emergency, "turns blue", "BLUE LIPS", everyday + "|PAST"},
	{Emergency, "turns blue", "CHILD BLUE BREATHES", everyday + "|PAST"},
	{Emergency, "swells", "THROAT SWELLS", everyday + "|PAST"},
	{Emergency, "bleeds", "BLEEDS MUCH|SOMEBODY|NOW", "OFFICE|PAST|GIVEN"},
	{Emergency, "has swallowed", "POISON SWALLOWED", "OFFICE|PAST"},
	{Emergency, "cut", "CUT LIMB", everyday + "|PAST"},
	{Emergency, "in labour", "LABOUR SELF|NOW|SOMEBODY", everyday + "|PAST"},
	{Emergency, "weapon", "WEAPON ATTACKS", everyday + "|PAST"},
	{Emergency, "weapon", "WEAPON SOMEBODY|PEOPLE WITH", everyday + "|PAST|OWNS"},
	{Emergency, "shots", "SHOTS", everyday + "|PAST|SPORT"},
	{Emergency, "fire", "FIRE BUILDING", everyday + "|PAST|LAMP|HEARTH|OFTEN"},
	{Emergency, "fire", "BURNS COMBUSTIBLE", everyday + "|PAST|LAMP|OFTEN"},
	{Emergency, "fire", "SMOKE FULL", everyday + "|PAST|HEARTH|OFTEN"},
	{Emergency, "fire", "SMOKESIT BUILDING", everyday + "|PAST|HEARTH|OFTEN"},
	{Emergency, "fire", "SMOULDERS BURNABLE", everyday + "|PAST|LAMP|HEARTH|OFTEN"},
	{Emergency, "fire", "SMELLS SCORCHED", everyday + "|PAST|LAMP|HEARTH|OFTEN"},
	{Emergency, "gas", "GAS SMELLS", everyday + "|PAST|OFTEN"},
	{Emergency, "alarm", "DETECTOR BEEPS", everyday + "|PAST|BATTERY"},
	{Emergency, "power line", "POWERLINE DOWN", everyday + "|PAST"},
	{Emergency, "electric shock", "SHOCK SOMEBODY|SELF", everyday + "|PAST"},
	{Emergency, "accident", "CRASH INJURED|NOW", everyday + "|PAST"},
	{Emergency, "accident", "TRAPPED CARS CRASHED", everyday + "|PAST"},
	{Emergency, "in the water", "SOMEBODY FALLEN WATER", everyday + "|PAST|THING"},
	{Emergency, "in the water", "SOMEBODY DROWNS", everyday + "|PAST"},
	{Emergency, "flood", "FLOOD RISES BUILDING", everyday + "|PAST|OFTEN"},
	{Emergency, "flood", "DIKE BURSTS", everyday + "|PAST|RUBBISH"},
	{Emergency, "oil", "OIL LEAKS", everyday + "|PAST"},
	{Emergency, "on the tracks", "SOMEBODY|CHILD TRACKS STANDS", everyday + "|PAST"},
	{Emergency, "burglar", "STRANGER BREAKS DOOR NOW", "OFFICE|PAST"},
	{Emergency, "burglar", "STRANGER SNEAKS DOOR", everyday + "|PAST|OFTEN|SELLS"},
	{Emergency, "missing", "RELATIVE MISSING", everyday + "|THING"},
	{Emergency, "not come home", "RELATIVE CAME HOME NOT", everyday + "|THING"},
	{Emergency, "child alone", "CHILD ALONE CRIES|LONG|PARKED", everyday},
	{Emergency, "fight", "FIGHTS NOW|HERE", everyday + "|PAST"},
	{Emergency, "calls for help", "CALLS HELP SOMEBODY|HERE", everyday + "|PAST"},
	{Emergency, "suspicious", "SUSPICIOUS PEOPLE", everyday + "|PAST"},
	{Emergency, "dog", "DOG BITES NOW", everyday + "|PAST"},

	{Crisis, "tired of life", "SUICIDE", everyday},
	{Crisis, "tired of life", "SELF CANT LIFE NOT", everyday + "|DWELL"},
	{Crisis, "tired of life", "SELF NOT WORLD WISH", everyday},
	{Crisis, "tired of life", "JUMPS HIGH", everyday + "|BATHE"},
	{Crisis, "tired of life", "PILLS READY SELF", everyday + "|DISPOSE"},
	{Crisis, "tired of life", "SELF BURDEN EVERYBODY", everyday},
	{Crisis, "tired of life", "FAREWELL EVERYBODY", everyday},
	{Crisis, "tired of life", "HARMSELF ONESELF", everyday},
	{Crisis, "tired of life", "SELF GOON NOT", everyday},
	{Crisis, "tired of life", "SELF WHATFOR LIVEON", "OFFICE"},
	{Crisis, "hurts oneself", "SELF CUT ARM", everyday},
	{Crisis, "tired of life", "SELF WISH DEAD", everyday + "|OTHERDEAD"},
	{Crisis, "tired of life", "SELF LIVE NOT WISH", everyday + "|DWELL"},
	{Crisis, "tired of life", "LIFE WORTHLESS", everyday},
	{Crisis, "hears voices", "SELF HEAR VOICES", everyday + "|DOOR"},
	{Crisis, "beaten", "PARTNER BEATS SELF|CHILD", everyday + "|BEFORE"},
	{Crisis, "beaten", "BEATS VICTIM", everyday},
	{Crisis, "locked in", "PARTNER LOCKSIN SELF", everyday},
	{Crisis, "abused", "GROWNUP TOUCHES SELF|CHILD", everyday},
	{Crisis, "abused", "GROWNUP NIGHT ROOM SELF", everyday},
	{Crisis, "abused", "RAPED SELF|VICTIM", "OFFICE"},
	{Crisis, "forced", "WED SELF", everyday},
	{Crisis, "child in danger", "SHOOK CHILD", everyday},
	{Crisis, "afraid", "SELF AFRAID HOME", everyday},
	{Crisis, "afraid", "SELF HIDES PARTNER|CHILD", everyday},
	{Crisis, "afraid", "SELF AFRAID HARM CHILD", everyday},
}

// ideaTable has the words of each idea, as they are written; "-" stands for any rest of a word.
const ideaTable = `
NOT        nicht nich ned net nix nimmer nimma kein keine keinen keiner keinem nie niemand ohne not no never isn't doesn't don't can't won't cannot nobody не нет нема немає ніхто nie pas plus değil yok almıyor alamıyor uyanmıyor kıpırdamıyor gelmedi لا لم ليس ما nichts
BREATHES   atmet atmets atme atmung schnauft breathing breathe breathes дихає дише дышит respire oddycha nefes almıyor يتنفس تتنفس atmen
SOMEBODY   mann frau kind baby säugling sohn tochter oma opa omi opi mutter mutti mama vater vati papa bruder schwester freund freundin nachbar nachbarin jemand person junge bub mädchen kollege kollegin enkel enkelin tante onkel kumpel mitbewohner mitbewohnerin partner partnerin ehemann schwiegermutter schwiegervater radfahrer radfahrerin radler fahrer fahrerin motorradfahrer fußgänger passant rentner senior dame herr mieter obdachloser kleiner kleine großmutter großvater schwangere man woman child mom mum dad mother father husband wife someone somebody neighbour neighbor son daughter grandma grandpa friend person муж мужа жена мама папа отец мать сын дочь ребенок человек сосед соседка бабушка чоловік дружина мати батько син донька дитина людина сусід сусідка бабуся kocam karım annem babam oğlum kızım bebeğim bebek çocuk çocuğum komşum adam kadın biri mari femme fils fille enfant père mère bébé voisin voisine homme quelqu'un mąż żona syn córka dziecko matka ojciec mama sąsiad sąsiadka ktoś człowiek زوجي زوجتي ابني ابنتي طفلي طفل امي ابي رجل امرأة جاري جارتي شخص
RELATIVE   kind sohn tochter oma opa mutter mama vater papa bruder schwester mann frau junge mädchen bub enkel enkelin kleiner kleine tochter vierjährig- fünfjährig- sechsjährig- son daughter mother father grandma child husband wife сын дочь мама ребенок син донька дитина oğlum kızım annem babam çocuğum fils fille mère père enfant syn córka matka dziecko ابني ابنتي امي ابي طفلي
CHILD      kind kinder kindern baby säugling kleinkind sohn tochter bub mädchen kleinen child children baby kids ребенок дети дитина діти çocuk bebek enfant bébé dziecko طفل اطفال
SELF       ich i ick mich mir me i'm my uns wir меня мне я мене мені beni bana moi je m' mnie mi mną انا chcę istiyorum istemiyorum хочу اريد
RESPONDS   reagiert reagiern wacht aufwacht aufgewacht wecken wachkriegen ansprechbar rührt regt bewegt wake wakes waking woken responding respond responds moving moves react реагирует просыпается двигается очнулся шевелится реагує прокидається рухається uyanmıyor kıpırdamıyor réveille réagit bouge reaguje budzi rusza يستيقظ تستيقظ يتحرك تتحرك يستجيب bewusstsein bewußtsein
COLLAPSED  umgekippt umgefallen umgeklappt umgfallen umgkippt zusammengebrochen zusammengesackt zusammengeklappt zammbrocha kollabiert bewusstlos bewußtlos ohnmächtig ohnmacht regungslos reglos leblos weggetreten krampft krampfanfall röchelt lallt unconscious collapsed fainted unresponsive seizure сознания сознание притомності свідомість непритомний непритомна bayıldı baygın inconscient inconsciente évanoui évanouie effondré nieprzytomny nieprzytomna zemdlał zemdlała مغمى اغمي فاقد
LIES       liegt liegn lieg läge lying лежит лежить yatıyor allongé allongée leży ملقى
GROUND     boden flur treppe treppenhaus gehweg fahrbahn bürgersteig schnee gebüsch ground floor street stairs pavement полу улице підлозі вулиці yerde yerde sol rue podłodze ulicy الارض الشارع
FALLEN     gefallen gfallen reingefallen hineingefallen runtergefallen gestürzt hingefallen hingefalln reingerutscht abgerutscht gerutscht eingebrochen fällt fell fallen упал упала впав впала düştü tombé tombée upadł upadła wpadł wpadła wpadło سقط
GETSUP     hoch aufstehen aufsteht встать встает встати kalkamıyor relever wstać steht
FACE       mund mundwinkel gesicht gesichtshälfte lid face mouth visage bouche
HANGS      hängt hängen schief gelähmt drooping droops pendant schiefen
CHEST      brust brustkorb brustschmerz- arm herz chest груди груди göğsüm göğsü poitrine klatce صدر صدري صدره
HURTS      taub weh wehtut sticht stechen schmerzen schmerz druck drückt enge engegefühl krampft pain hurts numb tight болит болить боль ağrıyor ağrısı boli الم يؤلمني
HEART      brustschmerz- herzinfarkt herzanfall schlaganfall herzstillstand hirnblutung infarkt инфаркт инсульт infarctus avc zawał udar
NOW        jetzt gerade grad grade eben soeben glaube glaub denke vermutlich hilfe schnell sofort help now right just think hurry quick помогите сейчас срочно швидко допоможіть зараз şimdi yardım çabuk acil maintenant vite secours teraz szybko pomocy ratunku الان النجدة ساعدوني plötzlich
HERE       hier da drüben nebenan draußen vor bei am unten oben
BLUE       blau blaue blue синий bleu
THROAT     hals zunge gesicht kehle lippen throat tongue горло boğazı gorge gardło
SWELLS     zugeschwollen schwillt geschwollen anschwillt zuschwillt swelling swollen опухло gonflé gonfle puchnie
BLEEDS     blutet blut blutung blutlache verblutet bluads bleeding blood кровь крови кров кровотечение кровотеча kanıyor kanaması saigne krwawi krew دم ينزف bluten
MUCH       stark überall viel sehr unmengen heftig total badly heavily everywhere сильно много багато çok beaucoup mocno dużo كثير
GIVEN      spenden spende spender- blutspende- gespendet blutgruppe blutbild bluttest blutprobe blutdruck
POISON     putzmittel spülmittel spülmaschinentab- spültab- geschirrspültab- waschmittel- weichspüler entkalker lampenöl frostschutz- terpentin benzin chlor desinfektionsmittel gift rattengift pflanzenschutz- knopfzelle- batterie batterien tabletten pillen medikament- schmerzmittel schlaftabletten pilze beeren eibe- goldregen fingerhut zigarette- -reiniger -tabs bleach pills tablets detergent battery poison таблетки таблеток отраву хлорку ilaç çamaşır javel médicaments tabletki مبيض دواء
SWALLOWED  getrunken gegessen verschluckt geschluckt runtergeschluckt gschluckt gessn abgebissen abgeleckt gelutscht erwischt swallowed drank ate drunk выпил выпила проглотил випив випила проковтнув içti yuttu avalé wypił wypiła połknął połknęła شرب ابتلع بلع
WEAPON     messer pistole waffe gewehr machete axt beil schusswaffe knife gun pistol нож ножом пистолет ніж ножем bıçak bıçakla silah silahlı couteau pistolet nóż nożem pistolet سكين مسدس
ATTACKS    bedroht bedrohen läuft rennt fuchtelt rum herum prügelt prügeln sticht stechen gestochen zielt hinter greift angegriffen losgegangen attacking threatening threatens stabbed running угрожает погрожує бегает tehdit saldırıyor menace attaque grozi يهدد
SHOTS      schüsse geschossen schießerei geschosse gunshots стреляют выстрелы стріляють strzały fusillade اطلاق
SPORT      schützen- schießstand schießsport jagd jäger- silvester
FIRE       brennt brennts brennen flammen lodert feuer qualm qualmt qualmts rauch rauchsäule rauchschwaden rauchwolke- dachstuhlbrand angezündet verqualmt fire burning smoke flames пожар пожежа горит горить дым yangın yanıyor duman incendie feu brûle fumée pożar pali dym حريق نار دخان يحترق brennt's qualmt's
BUILDING   -haus -wohnung -keller -dach -dachstuhl -fenster -zimmer -küche -garage treppenhaus balkon gegenüber nebenan scheune stall wald waldrand container müllcontainer laube carport auto wagen bus halle kiosk schuppen house flat apartment kitchen building roof car дом дома квартира квартире кухня кухне будинок квартира квартирі кухні дім ev evde evimiz evim mutfak mutfakta bina dairede maison appartement cuisine immeuble dom domu mieszkanie mieszkaniu kuchnia kuchni budynek بيت البيت بيتنا شقة المنزل المطبخ
SMOULDERS  raucht rauchts kokelt schmort verschmort schmurgelt funkt funken sprüht raucht's
BURNABLE   dach dachstuhl motor motorhaube steckdose sicherungskasten stromkasten akku verteilerkasten herd trockner waschmaschine kabel
LAMP       -laterne -laternen -lampe -lampen licht beleuchtung -ampel birne -leuchte glühbirne sonne seele thema kamin schornstein kaminofen
HEARTH     grill- gegrillt kamin- ofen holzofen lagerfeuer osterfeuer feuerschale feuerkorb feuerwerk- feuertonne zigarett- shisha raucher- laub äste verbrenn- gartenabf- abbrennen feuerwehr- feuerlösch- zoll- garten
OFTEN      jeden jede immer ständig dauernd abends oft regelmäßig täglich wöchentlich seit
GAS        gas gasgeruch erdgas gasleitung gasherd gasheizung propan газ газом gaz gazu غاز
SMELLS     riecht riechts riech stinkt stinkts geruch gasgeruch strömt zischt austritt ausgetreten entweicht smell smells leak leaking пахнет запах тхне kokuyor kokusu sent odeur czuć ulatnia رائحة riecht's stinkt's
DETECTOR   rauchmelder rauchwarnmelder feuermelder brandmelder gasmelder kohlenmonoxid kohlenmonoxidmelder kohlenmonoxidwarner brandmeldeanlage melder feueralarm
BEEPS      piept piepst piepen schrillt heult ausgelöst angeschlagen angegangen losgegangen schlägt schwindlig schwindelig übel
BATTERY    batterie- wechsel- pflicht montier- anbring- installier- kaputt defekt alle minuten sekunden
POWERLINE  stromleitung stromkabel oberleitung strommast hochspannungs- starkstrom- freileitung
DOWN       runtergefallen heruntergefallen abgerissen gerissen runtergekommen liegt hängt funkt funken sprüht umgestürzt umgeknickt
SHOCK      stromschlag elektroschlag
CRASH      unfall verkehrsunfall autounfall crash zusammenstoß gekracht zusammengestoßen überschlagen überfahren angefahren umgefahren accident crash авария аварія kaza accident wypadek حادث
INJURED    verletzt verletzte verletzter verletzten eingeklemmt blutet schreit schreien schwer injured hurt trapped раненые пострадавшие поранені yaralı blessé blessés ranni ranny جرحى مصاب
WATER      wasser fluss bach see teich kanal hafen hafenbecken eis pool brunnen schacht wehr schleuse gleis gleise water river lake вода воду реку річку nehre suya rivière eau rzeki wody الماء النهر
DROWNS     ertrinkt ertrinken untertaucht drowning тонет тоне boğuluyor noie tonie يغرق
STRANGER   jemand einer wer männer mann typ typen typn fremder fremde fremden unbekannte unbekannter maskierte maskierter vermummte gestalten einbrecher someone somebody men stranger кто неизвестный хтось biri birisi quelqu'un ktoś شخص
BREAKS     bricht brechen einbrechen einzubrechen eingebrochen aufbrechen aufzubrechen eintreten einzutreten aufhebeln aufzuhebeln hebelt tritt rein reinzukommen breaking break ломает взламывает ломится вламывається giriyor kırıyor entrer casse włamuje يكسر يقتحم
SNEAKS     klettert hebelt schleicht rüttelt stochert aufhebelt einsteigt hantiert climbing versucht
DOOR       tür haustür wohnungstür terrassentür balkontür kellertür fenster kellerfenster küchenfenster balkon terrasse garage keller wohnung haus schloss einfamilienhaus nachbarn nebenan door window house flat дверь двери квартиру двері квартиру kapı kapıyı pencere eve porte fenêtre drzwi okno okna mieszkania الباب البيت
MISSING    vermisst verschwunden weggelaufen abgängig davongelaufen ausgebüxt entlaufen spurlos missing disappeared пропал пропала зник зникла kayboldu kayıp disparu disparue zaginął zaginęła مفقود
THING      -ausweis -pass hund katze kater schlüssel handy fahrrad rad portemonnaie geldbeutel geldbörse -karte tasche rucksack jacke paket post rechnung akte -unterlagen antrag sittich papagei
CAME       gekommen heimgekommen zurückgekommen aufgetaucht come пришел пришла прийшов прийшла rentré rentrée wrócił wróciła يعد
HOME       hause heim daheim heimgekommen zurückgekommen schule home домой додому eve maison domu
ALONE      allein alleine alloa alloi unbeaufsichtigt eingesperrt eingeschlossen alone один сам yalnız seul tout sam samo وحده
CRIES      weint schreit wimmert brüllt heult crying screaming плачет плаче ağlıyor pleure płacze يبكي
LONG       stunden stundenlang gestern nacht tagen ganzen
PARKED     auto hitze parkplatz geparkt wagen sonne car
FIGHTS     prügeln prügelei schlägerei verprügelt verprügeln massenschlägerei fighting дерутся kavga bagarre biją
OFFICE     beantrag- anmeld- abmeld- ummeld- kostet kosten gebühr- formular- antrag- bescheid- frist- zuschuss- kurs- lehrgang- ausbild- versicherung- rente- unfallversicherung erbschein sterbeurkunde bestatt- satzung- erlaub- verbot- pflegegrad schwerbehindert- führerschein- ehrenamt- verein- öffnungszeit- termin zuständig- spenden übung- probealarm beratung berät gefördert statistik geburtsurkunde pflege- sport- gdb auskunftssperre- gewaltschutz-
ASKS       wo wann welche welcher welches welchen wieviel darf dürfen dürfte sollte man falls wofür wenn gibt gibts
PAST       gestern vorgestern letzte letzten letzter letztes vorige vorigen damals früher jahr jahren monat monaten wochen jahre monate hatte war waren krankenhaus klinik reha gestorben verstorben
TREE       baum bäume ast äste schild mülltonne laterne mast zaun fahrrad roller
RUBBISH    müll sperrmüll abfall scherben glas sofa matratze kabel hundekot hund katze vogel tier reh igel taube ratte bank
LETTER     schreiben brief mail mails anruf anrufe anfrage mahnung nachricht beschwerde widerspruch vermieter hausverwaltung amt stadt verwaltung genug
AFRAID     angst fürchte afraid scared боюсь боюся korkuyorum peur boję اخاف
TURNSBLUE  angelaufen
LIPS       lippen lips губы губи lèvres
SCORCHED   verbrannt verschmort angebrannt brandig schmorgeruch brandgeruch
NIGHT      nachts nacht abends
ROOM       zimmer bett
BEFORE     vor
CANT       schaffe schaff halte halt ertrage ertrag pack packe kann aushalten
WORLD      welt erden
JUMPS      springen springe spring springt runterspringen herunterspringen runterspringt
HIGH       brücke dach hochhaus turm zug balkon fenster parkhaus
BATHE      sprung- freibad schwimmbad hallenbad becken bungee- trampolin wasser
PILLS      tabletten schlaftabletten pillen strick rasierklinge-
READY      bereit bereitgelegt gesammelt gehortet tödlich gekauft liegen
DISPOSE    entsorg- abgeb- apotheke sammelstelle wohin weg müll
BURDEN     last
EVERYBODY  allen alle allem hiermit keinem niemandem keiner
FAREWELL   verabschiedet verabschiede abschiedsnachricht
HARMSELF   antun antut antue anzutun angetan
ONESELF    sich mir mich was etwas
GOON       weitermachen weiterleben
WHATFOR    wozu wofür
LIVEON     leben lebe leb aufstehen aufstehe weiterleben
RAPED      vergewaltigt vergewaltigte missbraucht raped изнасиловали violée zgwałcona
WED        verheiraten verheirate zwangsverheirat-
SHOOK      geschüttelt schüttel schüttle
HIDES      verstecke versteckt verstecken
EYES       augen auge
OPENS      auf öffnet aufmacht
ODDLY      komisch röchelnd schwer kaum flach rasselt pfeift schlecht
TRAPPED    drin drinnen eingeklemmt
CARS       auto wagen laster lkw transporter bus
CRASHED    gestürzt überschlagen graben gefallen gefahren gefallen böschung baum
CUT        gesägt geschnitten abgeschnitten abgetrennt abgesägt
LIMB       hand finger bein fuß daumen zeh
ARM        arm arme unterarm
BURNS      brennt brennts brennt's lodert qualmt qualmts burning горит горить yanıyor brûle pali يحترق
COMBUSTIBLE hecke wiese feld baum grill tonne mülltonne container pfanne topf fett fritteuse herdplatte weihnachtsbaum adventskranz gardine vorhang sofa bett matratze roller akku nachbarn uns baumhaus strohballen boot zelt
SMOKE      qualm rauch verqualmt
FULL       voll voller alles überall dicht
SMOKESIT   raucht's rauchts qualmt's
TRACKS     gleisen bahngleisen gleise schienen geländer brückengeländer
STANDS     steht sitzt läuft liegt spielt spielen klettert hängt
FLOOD      wasser hochwasser
RISES      steigt läuft drückt strömt fließt
DIKE       deich damm
BURSTS     bricht gebrochen
OIL        öl öltank heizöl benzin diesel tank tanklaster chemikalie-
LEAKS      läuft ausläuft ausgelaufen fließt ausgetreten
WITH       mit hat with с з avec
OWNS       geerbt besitz- jäger- sammler- gefunden schrank tresor abgeb- küche
CALLS      schreit schreie ruft gerufen schreien
HELP       hilfe help
LABOUR     presswehen wehen fruchtblase
CORPSE     tot leblos leiche
SUSPICIOUS verdächtig-
PEOPLE     person personen mann männer leute gestalten gestalt typ typen jemand auto lieferwagen transporter einer
SELLS      verkauf- vertrag vertreter
CHOKES     erstickt
DOG        hund hunde kampfhund pitbull
BITES      beißt greift angefallen anfällt
SUICIDE    lebensmüde suizidal suizidgedanken selbstmordgedanken pulsadern lebenswillen lebensmut rasierklinge aufschlitzen suicide suicidal самоубийство самогубство intihar suicider samobójstwo انتحار
WISH       will wollen möchte mag mog wünschte wär wäre lieber liebsten want wish wants хочу хочется istiyorum istemiyorum veux envie chcę اريد wull
DEAD       tot sterben totsein dead умереть сдохнуть померти ölmek mourir mort umrzeć اموت dood
OTHERDEAD  mutter vater mann frau oma opa hund katze gestorben verstorben bestatt- urlaub amt stadt hier
LIVE       leben weiterleben lebn live жить жити yaşamak vivre żyć اعيش
DWELL      allein alleine zusammen zuhause heim heimplatz stadt dorf wohnung land ausland hier straße mit
LIFE       leben daseins lebn life жизнь життя hayat vie życie
WORTHLESS  sinnlos wertlos wert sinn satt worthless смысла сенсу anlamı sens
HEAR       höre hör hören hear слышу чую duyuyorum entends słyszę اسمع
VOICES     stimmen voices голоса голоси sesler voix głosy اصوات
PARTNER    mann ehemann freund ex exmann exfreund lebensgefährte partner vater papa stiefvater mutter mama stiefmutter bruder onkel frau eltern schwiegervater husband boyfriend father stepfather муж отец отчим парень чоловік батько вітчим kocam babam sevgilim eşim abim mari père copain mąż ojciec ojczym chłopak زوجي ابي اخي
BEATS      schlägt schlug geschlagen zugeschlagen gehauen prügelt verprügelt würgt gewürgt misshandelt vergewaltigt vergewaltigte handgreiflich ohrfeigt schubst geschubst quält zusammengeschlagen ohrfeige beats hits beat hit hitting rapes raped бьет бил избивает ударил изнасиловал бє б'є побив вдарив dövüyor dövdü vuruyor frappe tape violée bije uderzył pobił zgwałcił يضربني ضربني يضرب
VICTIM     mich mir uns freundin tochter schwester nachbarin me her меня её мене її beni nous mnie
LOCKSIN    eingesperrt sperrt einsperrt eingeschlossen einschließt weggenommen verbietet kontrolliert zwingt gezwungen zwingen bedroht droht drohen verfolgt stalkt lauert erpresst erpresste locked forces threatens threatened угрожает запер погрожує закрив tehdit kilitledi menace enfermée grozi zamknął يهددني festgehalten
GROWNUP    onkel vater papa stiefvater opa bruder trainer lehrer mann nachbar er betreuer pfarrer chef cousin mutter uncle stepfather father
TOUCHES    fasst angefasst befummelt betatscht begrapscht berührt grapscht missbraucht missbraucht streichelt nacktfoto- nacktbild- touches touched трогает чіпає
HARM       antue antun schüttel- schüttle tue wehtue ausraste raste
`

// ideas are the words, their beginnings and their endings of ideaTable, folded, by the ideas they
// stand for; names are the ideas' bits.
var ideas = func() (t struct {
	names                  map[string]ideaSet
	words, starts, endings map[string]ideaSet
}) {
	t.names, t.words, t.starts, t.endings = map[string]ideaSet{}, map[string]ideaSet{}, map[string]ideaSet{}, map[string]ideaSet{}
	for i, line := range strings.Split(strings.TrimSpace(ideaTable), "\n") {
		fields := strings.Fields(line)
		var idea ideaSet
		idea[i/64] = 1 << (i % 64)
		t.names[fields[0]] = idea
		for _, word := range fields[1:] {
			word = Fold(word)
			if start, ok := strings.CutSuffix(word, "-"); ok {
				t.starts[start] = t.starts[start].and(idea)
			} else if end, ok := strings.CutPrefix(word, "-"); ok {
				t.endings[end] = t.endings[end].and(idea)
			} else {
				t.words[word] = t.words[word].and(idea)
			}
		}
	}
	return t
}()

// ideaSet is a set of ideas, a bit for each line of ideaTable.
type ideaSet [3]uint64

func (s ideaSet) and(t ideaSet) ideaSet { return ideaSet{s[0] | t[0], s[1] | t[1], s[2] | t[2]} }

func (s ideaSet) meets(t ideaSet) bool { return s[0]&t[0]|s[1]&t[1]|s[2]&t[2] != 0 }

// seen are the ideas of some tokens.
func seen(tokens []string) (all ideaSet) {
	for _, t := range tokens {
		all = all.and(ideas.words[t])
		for n := len(t); n >= shortestStem; n-- {
			all = all.and(ideas.starts[t[:n]]).and(ideas.endings[t[len(t)-n:]])
		}
	}
	return all
}

// a condition is a sign with its ideas as sets.
type condition struct {
	all  []ideaSet
	none ideaSet
}

var conditions = func() []condition {
	set := func(names string) (all ideaSet) {
		for name := range strings.SplitSeq(names, "|") {
			if ideas.names[name] == (ideaSet{}) {
				panic("no idea " + name) // of the table above, read by every test
			}
			all = all.and(ideas.names[name])
		}
		return all
	}
	list := make([]condition, len(signs))
	for i, s := range signs {
		for _, names := range strings.Fields(s.all) {
			list[i].all = append(list[i].all, set(names))
		}
		list[i].none = set(s.none)
	}
	return list
}()

func (c condition) holds(told, text ideaSet) bool {
	for _, idea := range c.all {
		if !told.meets(idea) {
			return false
		}
	}
	return !text.meets(c.none)
}

// signOf is the decision of the first sign that a folded text shows.
func signOf(folded string) (Decision, bool) {
	tokens := token.FindAllString(folded, -1)
	var told []ideaSet // by each sentence and the one before
	var text, before ideaSet
	for len(tokens) > 0 {
		end := slices.IndexFunc(tokens, ends) + 1
		if end == 0 {
			end = len(tokens)
		}
		sentence := seen(tokens[:end])
		told, text, before, tokens = append(told, sentence.and(before)), text.and(sentence), sentence, tokens[end:]
	}
	for i, c := range conditions {
		for _, t := range told {
			if c.holds(t, text) {
				return decide(signs[i].kind, signs[i].name), true
			}
		}
	}
	return Decision{}, false
}
