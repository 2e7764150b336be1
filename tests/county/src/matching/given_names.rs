//! Given names of England by the time of birth, the commonest first.

/// The years of birth at which one list gives way to the next: a list holds below its year.
pub(super) const LISTS_END: [i32; 7] = [1938, 1952, 1964, 1976, 1987, 1998, 2011];

/// Names of women and girls, a list for each time of birth.
pub(super) const FEMALE: [&str; 8] = [
    "Margaret Mary Joan Dorothy Joyce Kathleen Doreen Jean Vera Phyllis Barbara Betty Irene Audrey Winifred Edna Hilda \
     Sheila Elsie Gladys Marjorie Muriel Eileen Edith Ivy Doris Olive Florence Evelyn Ethel Peggy Beryl Sylvia Lilian \
     Patricia Nora Ruby Freda Hazel Daphne Iris Violet Rita Stella Rose Elizabeth Nancy Ellen Alice Annie Enid Norah \
     Molly Mavis Thelma June Pamela Queenie Minnie Mabel",
    "Margaret Patricia Christine Mary Jean Ann Susan Janet Maureen Barbara Valerie Carol Sandra Pauline Elizabeth Joan \
     Pamela Jennifer Kathleen Anne Sheila Brenda Gillian Linda Jacqueline Dorothy Shirley Marion Judith Eileen Rosemary \
     Sylvia Beryl Josephine Rita Hazel Marilyn June Diana Wendy Ruth Joyce Hilary Doreen Irene Heather Lesley Veronica \
     Rosalind Penelope Daphne Maria Teresa Yvonne Frances Bridget Glenys Anthea",
    "Susan Linda Christine Margaret Carol Jacqueline Janet Patricia Barbara Ann Julie Karen Sandra Elizabeth Lesley \
     Gillian Pauline Jane Angela Deborah Denise Anne Elaine Alison Jennifer Helen Sheila Hilary Maureen Catherine \
     Kathleen Mary Wendy Sally Lynn Beverley Heather Diane Brenda Jean Marilyn Theresa Yvonne Valerie Sarah Rosemary \
     Teresa Frances Lorraine Marion Judith Cheryl Dawn Vivien Gail Jill Stephanie Amanda Kim",
    "Karen Julie Susan Tracey Sarah Jacqueline Helen Amanda Deborah Sharon Alison Nicola Lisa Joanne Michelle Claire \
     Jane Samantha Angela Catherine Elizabeth Caroline Dawn Lesley Andrea Donna Paula Anne Maria Wendy Louise Lorraine \
     Beverley Emma Rachel Christine Linda Elaine Diane Clare Tina Sally Fiona Debra Anita Kerry Maxine Jennifer Heather \
     Mandy Joanna Vanessa Julia Theresa Ruth Melanie Janine Suzanne Denise Kathryn Tracy",
    "Sarah Claire Emma Nicola Michelle Lisa Joanne Rachel Louise Samantha Rebecca Kelly Victoria Laura Amanda Gemma \
     Natalie Helen Amy Jennifer Donna Katherine Kerry Hayley Kate Zoe Clare Melanie Leanne Lucy Catherine Jessica \
     Elizabeth Charlotte Anna Katie Stacey Danielle Vicky Lindsay Tracy Jane Karen Emily Hannah Tanya Rachael Alison \
     Ruth Joanna Sharon Julie Stephanie Cheryl Kirsty Marie Lyndsey Angela Sally Heidi Naomi",
    "Rebecca Laura Emma Jessica Sarah Charlotte Hannah Sophie Amy Emily Katie Lauren Stephanie Gemma Danielle Samantha \
     Natalie Rachel Lucy Chloe Victoria Jade Kirsty Kelly Bethany Zoe Leanne Megan Hayley Alice Nicole Amber Georgina \
     Stacey Abigail Holly Louise Natasha Jennifer Alexandra Elizabeth Georgia Claire Jodie Kayleigh Melissa Olivia \
     Harriet Naomi Lisa Eleanor Nicola Ashleigh Sian Kimberley Catherine Carly Francesca Shannon Toni",
    "Chloe Emily Megan Charlotte Jessica Sophie Lauren Olivia Lucy Hannah Ellie Katie Grace Holly Amy Bethany Georgia \
     Emma Abigail Molly Ella Caitlin Amelia Mia Leah Rebecca Eleanor Daisy Jade Elizabeth Isabelle Amber Shannon Lily \
     Alice Jasmine Erin Rachel Phoebe Millie Isabella Poppy Evie Paige Freya Ruby Laura Natasha Libby Maddison \
     Imogen Niamh Zara Nicole Summer Courtney Rosie Alicia Skye Keira Tia Sarah Abbie",
    "Olivia Amelia Isla Ava Emily Mia Isabella Sophia Poppy Grace Lily Ella Evie Jessica Sophie Freya Florence Ivy \
     Charlotte Alice Willow Daisy Phoebe Isabelle Rosie Sienna Evelyn Elsie Matilda Ruby Chloe Harper Millie Eva Erin \
     Maisie Luna Lottie Esme Emilia Ada Arabella Penelope Maya Elizabeth Robyn Thea Hallie Orla Bonnie Mabel Eliza \
     Violet Imogen Aurora Margot Delilah Nancy Beatrice Molly Maryam Lola Scarlett Layla Holly Eleanor",
];

/// Names of men and boys, a list for each time of birth.
pub(super) const MALE: [&str; 8] = [
    "John William George James Ronald Robert Kenneth Frederick Thomas Albert Eric Edward Arthur Charles Leslie Sidney \
     Frank Ernest Harold Reginald Stanley Leonard Herbert Raymond Norman Dennis Henry Peter Jack Walter Joseph Cyril \
     Gordon Harry Alfred Victor Douglas Percy Cecil Bernard Donald Alan Roy Geoffrey Wilfred Horace Clifford Derek \
     Basil Maurice Philip Edwin Hubert Lionel Ivor Francis",
    "John David Michael Peter Robert Anthony Brian Alan William James Kenneth Roger Barry Derek Richard Ronald Raymond \
     Colin Keith Terence George Dennis Thomas Christopher Graham Malcolm Roy Geoffrey Trevor Patrick Donald Edward \
     Gordon Paul Stephen Norman Charles Leonard Maurice Bernard Eric Frederick Ian Leslie Joseph Clive Frank Gerald \
     Douglas Stuart Philip Roderick Desmond Ralph Neville Rodney Arthur",
    "David John Stephen Michael Peter Robert Paul Alan Christopher Richard Anthony Andrew Ian Kevin Graham Keith Martin \
     Philip Brian Colin Barry Nigel Trevor Kenneth William James Roger Geoffrey Raymond Terence Simon Mark Malcolm \
     Timothy Gary Jeremy Neil Clive Jonathan Thomas Derek Steven Stuart Nicholas Dennis Patrick Adrian Gerald Leslie \
     George Edward Charles Howard Rodney Duncan Roy Francis",
    "David Paul Andrew Mark Stephen John Michael Ian Robert Richard Kevin Gary Christopher Peter Simon Anthony Steven \
     Darren Neil Martin Nigel Philip James Nicholas Stuart Jason Alan Graham Timothy Jonathan Colin Lee William Adrian \
     Matthew Sean Thomas Craig Dean Justin Keith Trevor Karl Carl Barry Brian Wayne Russell Adam Daniel Jeremy Shaun \
     Duncan Julian Edward Robin Guy Dominic",
    "Paul David Mark Andrew Christopher James Daniel Richard Michael Matthew Robert Lee Stephen Darren Jason Simon Adam \
     Steven Benjamin John Thomas Craig Gareth Jonathan Ian Stuart Neil Kevin Anthony Philip Peter Wayne Ben Nicholas \
     Scott Marc Gary Carl Timothy Alexander Luke Joseph Edward Samuel William Jamie Martin Karl Ryan Nathan Oliver Dean \
     Russell Leon Shane Damian Barry Robin Alan",
    "Daniel Christopher James Matthew Michael Thomas Adam Ryan Jack Luke Joshua David Andrew Joseph Samuel Ashley \
     Benjamin Robert Alexander William Liam Jonathan Lee Jamie Craig Aaron Nathan Kyle Oliver Sam Mark Richard Scott \
     Anthony Stephen Jordan Lewis Callum Ben George Charles Kieran Connor Edward Simon Paul Dean Karl Jake Carl Peter \
     Harry Dale Philip Bradley Toby Marcus Martin Rhys",
    "Jack Thomas Joshua James Daniel Harry Samuel Joseph Matthew Callum Luke William Lewis Oliver Ryan Benjamin George \
     Liam Jordan Adam Alexander Jake Connor Cameron Nathan Kieran Mohammed Jamie Jacob Michael Ben Ethan Charlie Bradley \
     Brandon Aaron Max Dylan Kyle Robert Christopher David Edward Charles Owen Louis Alex Joe Rhys Reece Henry Alfie \
     Archie Toby Tyler Harvey Leon Finley Kai Riley",
    "Oliver George Harry Noah Jack Jacob Leo Oscar Charlie Muhammad Arthur Freddie Henry Theodore Archie Alfie Joshua \
     William Thomas Finley Lucas Ethan James Logan Isaac Max Edward Joseph Samuel Alexander Mason Theo Sebastian Harrison \
     Toby Daniel Reuben Arlo Albie Dylan Elijah Rory Tommy Jaxon Benjamin Louie Hugo Luca Roman Ronnie Ezra Jude Reggie \
     Teddy Jesse Otis Frankie Albert Caleb Felix Bobby Stanley Ralph Rupert Zachary Adam",
];

/// Rarer names of women and girls, of any time.
pub(super) const RARE_FEMALE: &str = "Adele Agatha Agnes Aileen Alexandra Alma Althea Amabel Amy Anastasia Angharad Annabel \
     Annette Antonia April Astrid Averil Bernadette Bernice Bertha Blanche Blodwen Briony Bronwen Camilla Candida Carmel \
     Carole Cassandra Cecilia Celia Celeste Charmaine Christabel Clara Clarissa Claudia Clementine Constance Cordelia \
     Coral Cynthia Dahlia Deirdre Della Delia Delphine Dinah Dora Drusilla Edwina Eirlys Elinor Eloise Elspeth Emmeline \
     Esther Eugenie Eunice Fay Felicity Fern Fleur Flora Francine Gaynor Geraldine Germaine Gertrude Gina Ginette Glenda \
     Gloria Greta Guinevere Gwen Gwendoline Gwyneth Helena Henrietta Hester Honor Hope Ida Ingrid Isadora Isobel Jacinta \
     Jacqui Janice Jasmin Jeanette Jemima Jenna Jocelyn Jodie Josephine Joy Juanita Juliet Juliette June Kay Kendra Keren \
     Kezia Kitty Lalage Lara Laurel Lavinia Leila Leonie Lettice Lilith Lois Lorna Lucinda Lydia Lynette Mairead Marcia \
     Marguerite Marianne Marietta Martha Maud Meredith Merle Mildred Millicent Mirabel Miranda Miriam Moira Mona Monica \
     Morag Morwenna Myfanwy Myra Myrtle Nadine Nell Nerys Nesta Noreen Octavia Odette Olwen Oonagh Ottilie Pansy Patience \
     Petra Petronella Philippa Phyllida Pippa Primrose Prudence Rachelle Ramona Rhiannon Rhoda Roberta Robina Romilly \
     Rosalie Rosamund Rosanna Rowena Roxanne Ruth Sabrina Saffron Selina Serena Shelagh Shelley Sian Simone Sonia Sophronia \
     Susannah Sybil Tabitha Tamara Tamsin Tansy Thea Theodora Thirza Tiffany Trudy Una Ursula Verity Verna Vicki Vivienne \
     Wilhelmina Willa Wilma Winnie Xanthe Yasmin Yolande Zelda Zena Zinnia Zara Annemarie Maryann Rosemarie Kathryn \
     Catharine Katharine Elisabeth Ann-Marie Lesley-Ann Sarah-Jane Mary-Jane Lily-Mae Ellie-Mae Ava-Grace Amelia-Rose";

/// Rarer names of men and boys, of any time.
pub(super) const RARE_MALE: &str = "Abel Abraham Adolphus Alastair Alaric Alban Aldous Alec Algernon Alistair Allan Aloysius \
     Alun Alvin Ambrose Amos Angus Anselm Archibald Armand Aubrey Augustus Austin Bartholomew Benedict Benjy Bertram Blake \
     Boris Brendan Bruce Bruno Bryan Bryn Byron Caius Calvin Caspar Cedric Chester Clarence Claude Clement Clinton Conrad \
     Cornelius Crispin Cuthbert Dafydd Darcy Darius Darrell Declan Denzil Dermot Dewi Digby Dougal Drew Dudley Dwayne Earl \
     Edgar Edmund Eli Elliot Elwyn Emlyn Emrys Enoch Ephraim Erasmus Errol Esmond Euan Eugene Eustace Evan Everard Ewan \
     Fabian Fergus Fitzroy Fletcher Fraser Gabriel Gareth Gavin Gawain Gethin Gideon Giles Glen Glyn Godfrey Grant Granville \
     Gregory Griffith Gwilym Hadrian Hamish Hayden Hector Hereward Hilary Hilton Humphrey Huw Hywel Idris Ieuan Inigo Irving \
     Ishmael Ivan Jago Jarvis Jasper Jed Jedediah Jerome Jocelyn Joel Jolyon Jonah Josiah Julius Kelvin Kendal Kenelm Kent \
     Kit Kurt Lachlan Lambert Lance Lancelot Laurence Lawrence Leander Leopold Leroy Lester Linus Llewellyn Lloyd Lorcan \
     Loris Lowell Lucian Ludovic Lyle Magnus Manfred Marius Marmaduke Marvin Maximilian Melvyn Merlin Merrick Meurig Miles \
     Milo Montague Mortimer Moses Murdo Myles Nathaniel Ned Nevil Niall Noel Nye Octavius Odhran Orlando Osbert Oswald Owain \
     Pascal Perceval Peregrine Perry Piers Quentin Quincy Ramsay Randall Randolph Redvers Rex Rodrick Roland Rollo Ronan Rowan \
     Rufus Ruaridh Sacha Saul Selwyn Septimus Seth Seymour Silas Silvester Solomon Spencer St-John Struan Tarquin Terrance \
     Thaddeus Theobald Tobias Torquil Tristan Tudor Tyrone Ulysses Uriah Valentine Vaughan Vernon Vivian Wallace Warwick \
     Wesley Wilbur Winston Wyndham Xavier Zachariah Zebedee Jean-Paul John-Paul Billy-Joe Tommy-Lee Jon Geoff Stefan Steffan \
     Nicolas Jonathon Micheal Mathew Phillip Alasdair Allister Frederic Marc Iain Neal Brain Graeme Jeffrey Stewart";
