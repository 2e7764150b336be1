//! Family names of England: the common ones in their order, and the parts that rarer ones are made of.

/// Common names, the commonest first.
pub(super) const COMMON: &str = "Smith Jones Taylor Williams Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker \
     Robinson Wood Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes \
     Edwards Hill Moore Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Patel Adams Campbell \
     Anderson Allen Cook Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall Collins Bennett \
     Cox Richardson Fox Gray Rose Chapman Hunt Robertson Shaw Reynolds Lloyd Ellis Richards Russell Wilkinson Khan Graham \
     Stewart Reid Murray Powell Palmer Holmes Rogers Stevens Walsh Hunter Thomson Matthews Ross Owen Mason Knight Kennedy \
     Butler Saunders Cole Pearce Dean Foster Harvey Hudson Gibson Mills Berry Barnes Pearson Kaur Booth Dixon Grant Gordon \
     Lane Harper Ali Hart Mcdonald Brooks Carr Macdonald Hamilton Begum Armstrong Fisher Ahmed West Fletcher Hussain Barker \
     Webb Spencer Ford Lawrence Ferguson Perry Woods Elliott Burton Rees Andrews Francis Atkinson Stone Payne Dawson Newman \
     Cunningham Barrett Day Wells Burke Nicholson Lawson Hawkins Watts Jenkins Cooke Williamson Ball Bradley Sutton Gregory \
     Gardner Porter Warren Riley Pritchard Webster Rowe Long Black Harding Douglas Nicholls Gilbert Osborne Bird Hopkins Cross \
     Read Wallace Holland Burgess Page Jennings Bishop Kemp Willis Winter Freeman Curtis Bolton Goodwin Sharp Lamb Hewitt \
     Parsons Norman Barlow Peters Ryan Pope Hodgson Parry Steele Stephens Tucker Nash Potter Frost Hancock Barton Hayes Moss \
     Yates Cameron French Bates Weston Wheeler Fuller Stephenson Johnston Simmons Bryant Morton Woodward Baxter Summers Archer \
     Chambers Davidson Walters Little Newton Hale Howell Cole Drew Wade Bond Dyer Crawford Lynch Sullivan Byrne Doyle Flynn \
     Nolan Quinn Hussey Gallagher Kerr Maxwell Sinclair Fraser Duncan Bruce Paterson Morrison Mackenzie Sutherland Munro \
     Buchanan Boyd Craig Rennie Muir Blair Logan Miles Nixon Norris Abbott Ashton Austin Banks Barber Bartlett Baldwin Barry \
     Bentley Benson Blake Bowen Bradshaw Brady Briggs Bright Britton Bull Bush Cartwright Chandler Charlton Clayton Clements \
     Coates Coleman Connolly Conway Cowley Crane Croft Cullen Curran Dale Daniels Davey Denton Dickinson Dobson Donnelly Draper \
     Duffy Dunn Eaton Ellison English Farmer Faulkner Field Finch Fleming Forster Fowler Franklin Fry Gale Garner George Giles \
     Gill Glover Goddard Godfrey Goodman Gough Gould Greenwood Griffin Guest Hammond Hampton Hanson Hardy Harrington Hartley \
     Hayward Heath Henderson Henry Herbert Hicks Higgins Hilton Hobbs Hodges Holden Holloway Holt Hooper Hope Horton Houghton \
     Howard Howarth Howe Humphreys Humphries Hurst Ingram Irving Jarvis Joyce Kay Kent Kirby Kirk Lambert Leach Leonard Lester \
     Lister Lord Lowe Lucas Lyons Manning Marsden Marsh May Mellor Metcalfe Middleton Milner Mistry Morley Mullen Myers Naylor \
     Neal Noble Oliver ONeill Parkin Parkinson Patterson Peacock Perkins Pickering Pike Pollard Poole Pratt Preston Rahman \
     Randall Reed Reeves Rhodes Rice Richmond Roberson Robson Rowley Sanders Sanderson Savage Schofield Shah Sharma Shepherd \
     Sheppard Short Singh Skinner Slater Smart Stanley Stokes Storey Stuart Sykes Talbot Thorne Thornton Thorpe Todd Tomlinson \
     Townsend Tyler Vaughan Vincent Wall Waters Watkins Weaver Welch Wheatley Whitehead Whitehouse Whittaker Wilkins Winstanley \
     Wong Woodhouse Wyatt Loveless Legg Trevett Stickland Samways Dibben Hansford Guppy Squibb Damen Crabb Pitman Vine Cluett \
     Dunford Meech Toms Vacher Gollop Hounsell Northover Symes Travers Wakely Old Bugler Puckett Dorey Burt Cobb Keynes \
     O'Brien O'Connor McDonald MacLeod Fitzgerald O'Sullivan McCarthy O'Neill O'Reilly McLaughlin Brennan Daly Fitzpatrick \
     Maguire McGrath Moran Power Sheehan Tobin Whelan Llewellyn Bevan Prosser Probert Pugh Gittins Gwynne Meredith Vaughan-Lee";

/// First parts of rarer names.
pub(super) const FIRST_PARTS: &str = "Ash Al Alder Ald Apple Arm As Ayl Back Bal Bar Bark Bas Beck Bed Ben Ber Bick Bid Bil Birk \
     Black Bland Blen Bold Bor Bos Bott Brad Bram Bran Bred Brink Brom Brough Buck Bul Bur Burn Cal Can Car Cas Catt Caw Chal \
     Chat Ched Chil Chip Clap Clay Clif Col Cop Cors Crad Cran Craw Crof Cul Dal Dar Deb Den Der Dow Drax Dud Dul Dun Eas Eck \
     Ed El Elm Ever Fair Far Faw Fel Fen Fern Fil Flax Ful Gar Gat Gil Glad God Gran Gres Grim Had Hag Hal Ham Han Har Has Hat \
     Haver Hawk Haz Hed Hem Hes Hin Hol Hor Hot Hun Ing Ips Keld Kel Kend Kil Kim Kin Kirk Lan Lang Lat Led Leigh Ley Lind Lit \
     Long Lud Lyd Mal Map Mar Mas Med Mel Mer Mid Mil Mor Mot Nether New Nor Oak Od Ogle Or Os Ot Over Ox Pack Pad Pem Pen Pick \
     Pil Plum Pol Pres Pur Quar Rad Rams Raw Red Ren Ring Rock Rod Rom Row Rud Rus San Sax Scar Sea Sed Sel Shad Sher Ship Sid \
     Sil Skel Slad Smal Som South Spar Stan Stap Stain Stod Stour Strat Sud Sun Swan Swin Tad Tal Tan Tar Thor Thurl Til Tin Tod \
     Tot Trow Tun Ul Up Wad Wal Wan War Was Wat Way Wed Wel Wen Wes Whar Whit Wid Wil Win Wis Wool Wor Wy Yard Yar Yel";

/// Last parts of rarer names.
pub(super) const LAST_PARTS: &str = "ton ford ley ham worth by field wood bury well ridge stone man er ett ing ington combe hurst \
     shaw croft bourne brook dale den gate greave grove head holm house land low more mere ock over ridge row sett side stead \
     ster thwaite tree wick ward wright ison kin kins lock lin";

/// What Scottish and Irish names are made of, after Mac, Mc and O'.
pub(super) const GAELIC: &str = "Alister Allan Andrew Arthur Aulay Bain Bride Cabe Caffrey Call Callum Cann Carron Clelland Clure \
     Connell Cormack Coy Crae Culloch Cutcheon Dermott Donagh Donnell Dougall Dowell Eachern Elroy Evoy Ewan Fadden Farlane Gann \
     Garry Gee Geown Gill Ginty Glynn Govern Gowan Gregor Guinness Hale Hugh Innes Intosh Intyre Iver Kay Kechnie Kellar Kenna Kern \
     Kinlay Kinnon Lachlan Lean Leish Lennan Manus Master Millan Nab Nally Namara Naughton Neill Nicol Phail Phee Pherson Quade \
     Queen Rae Rory Shane Sorley Sweeney Tavish Vey Vicar Wherter Williams";

/// What Cornish names are made of, after Tre, Pol and Pen.
pub(super) const CORNISH: &str = "berth cothick dinnick embath evena fusis gaskis genza gove harne hane keven lawny leaven lease loar \
     mayne methick mewan nance near nerry nick rice rose rowarth sidder sillian thewey vanion varrow vena ventha warne weeke wint";
