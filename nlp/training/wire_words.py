"""Words of the generated wire sentences. Names of persons are made up by combining the two lists."""

STATES = """Russia China Ukraine Turkey Greece Iran Iraq Syria Israel Egypt Japan India Pakistan France Germany Poland Hungary
Serbia Kosovo Romania Finland Sweden Norway Denmark Belgium Spain Italy Portugal Canada Australia Mexico Brazil Venezuela
Colombia Cuba Ethiopia Eritrea Sudan Somalia Kenya Nigeria Niger Mali Chad Libya Tunisia Algeria Morocco Lebanon Jordan
Qatar Kuwait Yemen Oman Bahrain Afghanistan Kazakhstan Uzbekistan Tajikistan Kyrgyzstan Armenia Azerbaijan Georgia Moldova
Belarus Lithuania Latvia Estonia Taiwan Vietnam Thailand Cambodia Myanmar Malaysia Indonesia Singapore Nepal Bangladesh
Mongolia Britain Rwanda Uganda Zimbabwe Cyprus Croatia Slovakia Bulgaria Albania Montenegro Austria Switzerland Ireland
Iceland Slovenia Czechia Argentina Chile Peru Bolivia Ecuador Nicaragua Honduras Guatemala Haiti Angola Mozambique Zambia
Tanzania Ghana Senegal Cameroon Gabon Burundi Congo Guinea Fiji Laos Bhutan Palestine Luxembourg Malta Paraguay""".split()
LONG_STATES = ["North/NNP:compound@LOC Korea/NNP@LOC", "South/NNP:compound@LOC Korea/NNP@LOC",
               "Saudi/NNP.ADJ:amod@LOC Arabia/NNP@LOC", "New/NNP.ADJ:amod@LOC Zealand/NNP@LOC",
               "South/NNP:compound@LOC Africa/NNP@LOC", "South/NNP:compound@LOC Sudan/NNP@LOC",
               "North/NNP:compound@LOC Macedonia/NNP@LOC", "Sri/NNP@LOC Lanka/NNP:flat@LOC",
               "Burkina/NNP@LOC Faso/NNP:flat@LOC", "Ivory/NNP:compound@LOC Coast/NNP@LOC"]
THE_STATES = ["the/DT:det United/NNP.ADJ:amod@LOC State/NNPS.PROPN@LOC", "the/DT:det United/NNP.ADJ:amod@LOC Kingdom/NNP@LOC",
              "the/DT:det US|UK|UAE/NNP@LOC", "the/DT:det U.S.|U.K./NNP@LOC", "the/DT:det Philippines/NNPS.AS@LOC",
              "the/DT:det Netherlands/NNPS.AS@LOC", "the/DT:det Czech/NNP.ADJ:amod@LOC Republic/NNP@LOC",
              "the/DT:det United/NNP.ADJ:amod@LOC Arab/NNP.ADJ:amod@LOC Emirate/NNPS.PROPN@LOC",
              "the/DT:det Solomon/NNP:compound@LOC Island/NNPS.PROPN@LOC",
              "the/DT:det United/NNP.ADJ:amod@LOC State/NNPS.PROPN@LOC"]
CITIES = """Moscow Beijing Kyiv Ankara Athens Tehran Baghdad Damascus Jerusalem Cairo Tokyo Delhi Islamabad Paris Berlin Warsaw
Budapest Belgrade Pristina Bucharest Helsinki Stockholm Oslo Brussels Madrid Rome Lisbon Ottawa Canberra Caracas Havana
Khartoum Nairobi Abuja Tripoli Tunis Algiers Rabat Beirut Amman Doha Kabul Yerevan Baku Tbilisi Chisinau Minsk Vilnius Riga
Tallinn Taipei Hanoi Bangkok Seoul Pyongyang Washington London Vienna Geneva Riyadh Astana Jakarta Manila Dhaka Bamako
Niamey Juba Kinshasa Kigali Harare Lima Bogota Santiago Brasilia Aleppo Mosul Kharkiv Odesa Gaza Donetsk Idlib Kherson""".split()
REGIONS = ["Gaza/NNP:compound@LOC Strip/NNP@LOC", "West/NNP.ADJ:amod@LOC Bank/NNP@LOC", "Black/NNP.ADJ:amod@LOC Sea/NNP@LOC",
           "Red/NNP.ADJ:amod@LOC Sea/NNP@LOC", "South/NNP:compound@LOC China/NNP:compound@LOC Sea/NNP@LOC",
           "Middle/NNP.ADJ:amod@LOC East/NNP@LOC", "Taiwan/NNP:compound@LOC Strait/NNP@LOC", "Sahel|Balkans|Caucasus|Arctic/NNP@LOC",
           "Baltic/NNP.ADJ:amod@LOC Sea/NNP@LOC", "Strait/NNP@LOC ( of/IN:case@LOC Hormuz/NNP@LOC ):nmod",
           "Sea/NNP@LOC ( of/IN:case@LOC Azov|Japan/NNP@LOC ):nmod", "Indo/NNP:compound@LOC -/HYPH:punct@LOC Pacific/NNP@LOC"]
NATIONS = """Russian Chinese Ukrainian Turkish Greek Iranian Iraqi Syrian Israeli Egyptian Japanese Indian Pakistani French
German Polish Hungarian Serbian Romanian Finnish Swedish Norwegian Danish Belgian Spanish Italian Canadian Australian Mexican
Brazilian Venezuelan Colombian Cuban Ethiopian Eritrean Sudanese Somali Kenyan Nigerian Malian Libyan Tunisian Algerian
Moroccan Lebanese Jordanian Qatari Kuwaiti Yemeni Afghan Kazakh Uzbek Armenian Azerbaijani Georgian Moldovan Belarusian
Lithuanian Latvian Estonian Taiwanese Vietnamese Thai Cambodian Malaysian Indonesian Philippine Nepalese British American
Kurdish Palestinian Saudi Rwandan Bulgarian Albanian Dutch Irish Czech Slovak Croatian Austrian Swiss Chilean Peruvian
Congolese Ghanaian Zimbabwean Ugandan Emirati Omani Bahraini Burmese Mongolian European Western Arab""".split()
NATION_WORDS = """Russian Ukrainian Israeli Palestinian Iranian Iraqi Syrian American European Kurd Afghan Egyptian German
Pole Turk Serb Armenian Georgian Libyan Tunisian Nigerian Ethiopian Indian Pakistani Australian Canadian Mexican""".split()
UNIONS = ["NATO/NNP@ORG", "NATO/NNP@ORG", "ASEAN|ECOWAS|OPEC|AUKUS|Interpol/NNP@ORG", "the/DT:det EU|UN|U.N.|AU|IAEA|OSCE|GCC|SCO|CSTO|IMF/NNP@ORG",
          "the/DT:det European/NNP.ADJ:amod@ORG Union/NNP@ORG", "the/DT:det United/NNP.ADJ:amod@ORG Nation/NNPS.PROPN@ORG",
          "the/DT:det African/NNP.ADJ:amod@ORG Union/NNP@ORG", "the/DT:det Arab/NNP.ADJ:amod@ORG League/NNP@ORG",
          "the/DT:det UN|U.N./NNP:compound@ORG Security/NNP:compound@ORG Council/NNP@ORG",
          "the/DT:det European/NNP.ADJ:amod@ORG Commission|Council|Parliament/NNP@ORG", "the/DT:det Quad/NNP@ORG",
          "the/DT:det Group/NNP@ORG ( of/IN:case@ORG Seven/NNP@ORG ):nmod", "the/DT:det World/NNP:compound@ORG Bank/NNP@ORG",
          "the/DT:det Gulf/NNP:compound@ORG Cooperation/NNP:compound@ORG Council/NNP@ORG", "the/DT:det G7|G20/NNP@ORG",
          "the/DT:det International/NNP.ADJ:amod@ORG Criminal/NNP.ADJ:amod@ORG Court/NNP@ORG"]
GROUPS = ["Hamas|Hezbollah|Fatah|Boko|FARC|Fatah/NNP@ORG", "Hamas|Hezbollah/NNP@ORG", "the/DT:det Taliban|PKK|RSF|M23/NNP@ORG",
          "the/DT:det Houthi/NNPS.PROPN@ORG", "Islamic/NNP.ADJ:amod@ORG State/NNP@ORG", "Islamic/NNP.ADJ:amod@ORG Jihad/NNP@ORG",
          "Boko/NNP@ORG Haram/NNP:flat@ORG", "al/NNP@ORG -/HYPH:punct@ORG Qaeda|Shabaab/NNP:flat@ORG",
          "the/DT:det Wagner/NNP:compound@ORG Group/NNP@ORG", "the/DT:det Rapid/NNP.ADJ:amod@ORG Support/NNP:compound@ORG Force/NNPS.PROPN@ORG",
          "Houthi|rebel|opposition|Maoist|separatist|jihadist/NN:compound fighter|rebel|militant|insurgent|force/NNS"]
SEATS = ["the/DT:det Kremlin|Pentagon|Vatican|Bundestag|Knesset|Duma|Rada|Elysee/NNP@ORG", "the/DT:det White/NNP.ADJ:amod@ORG House/NNP@ORG",
         "Downing/NNP:compound@ORG Street/NNP@ORG", "the/DT:det State/NNP:compound@ORG Department/NNP@ORG", "Congress|Parliament/NNP@ORG",
         "the/DT:det U.S.|US/NNP:compound@ORG Congress|Senate|Treasury|Navy|Army|military|government/NNP@ORG", "the/DT:det Security/NNP:compound@ORG Council/NNP@ORG",
         "the/DT:det foreign/JJ:amod ministry/NN", "the/DT:det Foreign/NNP.ADJ:amod@ORG Ministry/NNP@ORG", "the/DT:det Defence|Defense|Interior/NNP:compound@ORG Ministry/NNP@ORG",
         "the/DT:det army|government|parliament|military|ministry|junta|opposition|alliance|bloc|coalition|kingdom|regime/NN"]
GIVEN = """Olaf Emma Giorgia Viktor Andrzej Hassan Karim Joko Akira Naren Yoon Antony Justin Pedro Antonio Jens Sergei Dmitry
Oleg Maia Ilham Nikola Abel Isaias Bola Cyril William Paul Gustavo Luis Javier Miguel Ben Mahmoud Bashir Abdel Mohammed Najib
Kais Anna Maria Elena Fatima Aisha Mei Hiro Kenji Min Ravi Priya Imran Asif Tariq Yusuf Omar Ali Reza Daniel David Michael
John James Robert Mark Mary Susan Laura Ursula Angela Petra Katarina Ivan Igor Boris Pavel Jan Tomas Mateusz Donald Joe Amina
Kofi Kwame Samuel Grace Juan Carlos Diego Sofia Rafael Nicolas Pierre Jean Claude Hans Erik Lars Sanna Mette Kaja Edgars""".split()
FAMILY = """Scholten Marchand Melani Urban Dudek Erdem Rohani Raisani Widoyo Kishimoto Modani Albright Trudel Sanchis Costas
Stoltz Lavrin Peskin Zelenko Sandoval Aliev Pashin Ahmadi Afeworki Tinuba Ramaphal Rutoh Kagan Petrova Lulani Milani Natan
Abbasi Asadi Sisani Mikal Saidi Vukic Kurtis Rutter Frederik Kallas Nausedo Tuskin Ficova Plenko Meyer Novak Kowalski Ivanov
Sidorov Petrov Kim Lee Park Chen Wang Zhang Li Tanaka Suzuki Singh Sharma Khan Hussain Rahman Haddad Mansour Nasser Cohen Levi
Smith Brown Miller Wilson Taylor Okafor Mensah Diallo Toure Keita Mbeki Garcia Lopez Rojas Torres Silva Pereira Rossi Bianchi
Dubois Laurent Moreau Jansen Bakker Nielsen Hansen Virtanen Popescu Nagy Horvat Papadopoulos Yilmaz Demir Hosseini Karimi""".split()
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December"]
AGENCIES = ["Reuters", "AP", "AFP", "Xinhua", "TASS", "Interfax", "Yonhap", "Kyodo", "Anadolu", "dpa"]
TITLES = ["President/NNP", "Prime/NNP.ADJ:amod Minister/NNP", "Foreign/NNP.ADJ:amod Minister/NNP", "Chancellor/NNP",
          "Defence|Defense|Interior|Finance/NNP:compound Minister/NNP", "King|Prince|Premier|Gen.|General|Senator|Ambassador|Mr.|Mr|Secretary|Admiral/NNP",
          "Crown/NNP:compound Prince/NNP", "Vice/NNP.ADJ:amod President/NNP", "Deputy/NNP:compound Foreign/NNP.ADJ:amod Minister/NNP",
          "Secretary/NNP:compound General/NNP", "Secretary/NNP ( of/IN:case State/NNP ):nmod", "spokesman|spokeswoman/NN",
          "Supreme/NNP.ADJ:amod Leader/NNP", "opposition|rebel/NN:compound leader/NN", "Foreign/NNP.ADJ:amod Secretary/NNP"]
ROLES = ["president|parliament|government|army|navy|ambassador|military|chancellor|junta|premier|envoy|cabinet|king|leader/NN",
         "prime|foreign/JJ:amod minister/NN", "defence|defense|interior|finance/NN:compound minister|ministry/NN", "foreign/JJ:amod ministry|secretary/NN",
         "army|intelligence|police|navy/NN:compound chief/NN", "opposition|rebel/NN:compound leader/NN", "ruling/JJ:amod party|coalition|junta/NN",
         "top/JJ:amod diplomat|general|court|negotiator/NN", "military/JJ:amod chief|junta|government|leadership/NN", "supreme/JJ:amod court|leader/NN",
         "crown/NN:compound prince/NN", "deputy|former|new|outgoing/JJ:amod president|premier|ambassador/NN"]
FOLK = ["force|troop|official|soldier|rebel|lawmaker|diplomat|fighter|militant|warplane|leader|commander|minister|negotiator|protester|policeman/NNS",
        "security|government|border|coalition|naval/NN:compound force|official|guard/NNS", "intelligence|defence|defense|army/NN:compound official|chief/NNS",
        "special/JJ:amod force/NNS", "senior|top|military|local/JJ:amod official|commander|leader/NNS", "fighter/NN:compound jet/NNS", "police/NNS"]
