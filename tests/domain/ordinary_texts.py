"""Texts of every day, invented, in English, in Bangla and in Bangla with Latin letters: none may wake anybody."""

ORDINARY_TEXTS = """
baccha valo
baccha valo ache
bacca bhalo ase
bachcha bhalo achhe
bacchar jor kome geche
bacchar khabar diyechi
bacha ghumiye geche
bacchara school e geche
bacchader khelte dekhlam
bachhader boi dorkar
basay ache
basay giyechilam
basa khali chilo
bashay keu nei
bashay sobai valo
basar sobai ghumay
basae gelam
ami basay jabo
baba basay chilo na
babao valo ache
mao valo ache
bhai bon dujonei valo
dadi osustho chilen ekhon valo
nani ashbe kalke
apa ami bikale ashbo
apa salam neben
salam apa kemon achen
ji apa thik ache
thik ache bhai
dhonnobad apa
onek dhonnobad
ami ekhon bajare
bajar theke ashchi
rasta kada hoye geche
brishti hocche khub
brishtir jonno jete pari nai
ajke gorom beshi
garmer jonno deri holo
network valo na
network nai apa
phone er charge sesh hoye jabe
amar phone nosto chilo
notun sim nilam
balance nai
taka pathano hoyeche
ration peyechi
ration card paini ekhono
clinic e gelam
doctor dekhiyechi
osudh kheyeche
osudh sesh hole abar jabo
jor nai ekhon
kashi ache ektu
pet betha chilo ektu kom
tika deoya hoyeche
school khola ache
school bondho chilo
porashona korche
boi khata peyeche
gan gay ar nache
gan banao ar bajao
khela banao bacchader jonno
pani barao apa
bichana bichao apa
kapor kachao apa
gaan bajao ektu
golpo bolo hasao oder
nouka bhasao
ekhane bosao oder
bari bodol koreche
notun ghor peyeche
ghor thik korche
chal foto hoyeche thik kore dibe
mayer sathe kotha hoyeche
babar sathe dekha hoyeche
mamar basay beraite geche
chachar bari geche
chachao sathe chilo
mela dekhte geche
eid er kapor peyeche
eid mubarak apa
ramadan mubarak
namaz porte geche
masjid er pashe dekha hobe
biporit dike bari
biporite bosa
biponi bitan bondho
bipoth e gechilo na
bikot shobdo holo megher
binod bhai ashbe
basak para geche
sahana apa ashben
shahana apa bolechen
shahara khatun clinic e
sahitya porte valobase
bhalobasao peyeche
samanya betha
sahaj kaj
sahaje hoye geche
sohayok ashbe bikale
ekta kaj baki
kaj chole
deri hobe ektu
poroshu jabo
agami shoptahe dekha hobe
shokale jabo
bikal e phone diben
rat e phone diyen na
dupure khete boshbo
cha khacchi
bhat kheyechi
dim ar dudh kheyeche
mach ranna hoyeche
sobji niyechi
dokan khola
dokane kaj pai
meyeta hashchilo
cheleta football khelche
bondhur sathe khele
dhire dhire valo hocche
mon valo ache
mon kharap na ekhon
ghum hoyeche valo
raate ghumiyeche
training e jabo
meeting e achi
meeting sesh hole boli
list dekhechi
shob thik
shob valo apa
kono shomossa nai
kichu lagbe na
ami poriskar korchi
haat dhuyeche
mask poreche
hi
hello
hello apa
good morning
good night
thank you
thanks sister
all are well
everyone is fine
the child is well
the children are at school
the baby sleeps
she eats well
he plays football
he was in anger but calm now
the hanger is broken
baby jesus in a manger
a forest ranger came
my dancer friend
the dagger game is only a toy
an ipad for school
he likes his ipod
bipolar is a word on the radio
they banter a lot
a banger of a song
cacao and milk
the emergence of spring
the emergent leaders club
the sahara is a desert
helped her with homework
she is a helper at school
the teacher is helpful
he is helping at the shop
i held his hand
the shelf is new
they yelp and laugh
hell of a rain
no network today
the road is wet
it rains
i am at the market
i go in the evening
see you tomorrow
i will come later
the food card came
the ration is late
clinic visit was fine
medicine is finished soon
the fever is gone
a little cough
school is open
books came
he got new shoes
she sings and dances
mother is at home
father is at work
uncle came to visit
grandmother is better
they moved to another block
the roof is mended
the phone was broken
my battery is low
please wait
ok
okay
fine
later
tomorrow
maybe
বাচ্চা ভালো আছে
বাচ্চারা স্কুলে গেছে
বাচ্চাটা ঘুমায়
বাচ্চাও ভালো আছে
বাচ্চার জ্বর কমেছে
বাবাও ভালো আছে
মাও ভালো আছেন
চাচাও এসেছেন
মামাও সাথে ছিলেন
বাসায় আছে
বাসায় সবাই ভালো
বাসাও ঠিক আছে
বাসার সবাই ঘুমায়
খেলনা বানাও
গান বাজাও
একটা বই বাছাও
ঘর সাজাও
কাপড় কাচাও
পুতুল নাচাও
তার বাঁকাও
বাতাস হচ্ছে
আজ বৃষ্টি
রাস্তা কাদা
নেটওয়ার্ক ভালো না
ফোনে চার্জ ছিল না
টাকা পেয়েছি
রেশন পেয়েছে
ডাক্তার দেখিয়েছি
ওষুধ খেয়েছে
টিকা দেওয়া হয়েছে
স্কুল খোলা
পড়াশোনা করছে
সাহিত্য পড়ে
সামান্য ব্যথা
সহজ কাজ
সহায়ক আসবেন বিকালে
সবাই ভালো
সব ঠিক আছে
ধন্যবাদ আপা
সালাম আপা
ঠিক আছে
পরে আসব
বিকালে যাব
দুপুরে খেয়েছি
মেয়েটা হাসছিল
ছেলেটা ফুটবল খেলে
ঘুম ভালো হয়েছে
মন ভালো আছে
ভাই বোন ভালো
নানি আসবেন
বাজারে আছি
মিটিং চলছে
জুরি বসেছে
বিপরীত দিকে বাড়ি
বিপণি বিতান খোলা
গরুর দুধ খেয়েছে
জ্বর নেই
""".strip().splitlines()
