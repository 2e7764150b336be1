//! Names of other cultures than the English, and how each writes them.

/// Where a family's names come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Culture {
    /// English, Welsh, Scottish and Irish names.
    British,
    /// Hindu and Gujarati names.
    Indian,
    /// Names of Pakistan, Bangladesh and Arab countries: a personal name may stand as the family name, and the same name is
    /// written in several ways.
    Muslim,
    /// Sikh names: Singh for men and Kaur for women, alone or as a middle name.
    Sikh,
    /// Polish names: the family name ends by gender.
    Polish,
    /// Romanian names.
    Romanian,
    /// Chinese names: the family name comes first.
    Chinese,
    /// Portuguese and Spanish names: two family names, of which a source may hold one.
    Iberian,
    /// Names of West and Southern Africa.
    African,
    /// Hungarian and Vietnamese names: the family name comes first.
    FamilyFirst,
}

/// How many of ten thousand households have the names of each culture; the rest are British.
pub(super) const SHARES: [(Culture, u32); 9] = [
    (Culture::Indian, 190),
    (Culture::Muslim, 230),
    (Culture::Sikh, 80),
    (Culture::Polish, 210),
    (Culture::Romanian, 120),
    (Culture::Chinese, 80),
    (Culture::Iberian, 120),
    (Culture::African, 140),
    (Culture::FamilyFirst, 40),
];

impl Culture {
    /// Whether sources in England often exchange the family and the given name.
    pub(super) fn order_unsure(self) -> bool {
        matches!(self, Self::Indian | Self::Muslim | Self::Sikh | Self::Chinese | Self::FamilyFirst | Self::African)
    }

    /// Names of women, names of men, family names; none for British, which has its own lists.
    pub(super) fn lists(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::British => ("", "", ""),
            Self::Indian => (
                "Priya Anita Sunita Meena Kavita Nisha Pooja Asha Rekha Sangita Lakshmi Divya Neha Deepa Hema Jyoti Shilpa Rina \
                 Bhavna Usha Geeta Kiran Anjali Shreya Aarti Hansa Manjula Pushpa Savita Vidya Aanya Diya Saanvi Ananya Riya",
                "Rajesh Sanjay Amit Vijay Ramesh Suresh Anil Sunil Rahul Raj Ashok Mahesh Nilesh Kiran Dinesh Mukesh Bharat \
                 Jayesh Hitesh Pradeep Ravi Arjun Rohan Vikram Manish Naresh Kishan Arun Deepak Harish Aarav Vihaan Dev Krishna",
                "Patel Shah Sharma Mehta Desai Joshi Gupta Kumar Nair Rao Reddy Iyer Menon Thomas Mistry Parmar Chauhan Solanki \
                 Varma Bhatt Trivedi Pandya Agarwal Kapoor Malhotra Chopra Banerjee Mukherjee Das Ghosh Fernandes D'Souza Pillai \
                 Krishnan Raman Subramaniam Venkatesan Lad Modi Amin",
            ),
            Self::Muslim => (
                "Fatima Aisha Zainab Maryam Khadija Nasreen Shabana Rukhsana Shazia Saima Farzana Amina Yasmin Nadia Sana \
                 Hafsa Sumaira Rabia Tahira Bushra Noor Layla Samina Parveen Nazia Halima Rahima Shahida Asma Iqra Safiya",
                "Mohammed Ahmed Ali Imran Abdul Mohammad Hassan Hussain Usman Omar Bilal Tariq Khalid Asif Faisal Nasir Zahid \
                 Kamran Adnan Salman Ibrahim Yusuf Hamza Ismail Shahid Waqas Rashid Javed Arif Naveed Muhammad Mustafa Karim",
                "Khan Ahmed Hussain Ali Begum Mohammed Iqbal Akhtar Malik Mahmood Hassan Shah Rahman Chowdhury Miah Uddin Islam \
                 Hossain Bibi Khatun Sheikh Qureshi Mirza Butt Raja Aslam Rashid Abbasi Siddiqui Ansari Farooq Nawaz Yousaf \
                 Al-Hassan Abdi Mohamud El-Sayed Haddad Mansour Saleh Hamid Aziz",
            ),
            Self::Sikh => (
                "Harpreet Manpreet Jaspreet Gurpreet Simran Kulwinder Paramjit Balwinder Amarjit Jasvir Ravinder Sukhwinder \
                 Kiran Rajinder Surinder Navdeep Harjit Mandeep Baljit Satnam",
                "Harpreet Gurpreet Jaspal Balwinder Manjit Sukhdev Kuldip Ranjit Amrit Jagdeep Paramjit Surjit Harjinder \
                 Gurdeep Tejinder Kulwant Avtar Mohinder Baldev Satnam",
                "Singh Singh Singh Gill Sandhu Dhillon Sidhu Grewal Bains Dhaliwal Johal Mann Sohal Virk Atwal Rai Sahota Hayer",
            ),
            Self::Polish => (
                "Anna Agnieszka Katarzyna Malgorzata Joanna Magdalena Monika Ewa Aleksandra Barbara Dorota Beata Justyna \
                 Karolina Natalia Zuzanna Zofia Maja Wiktoria Julia Oliwia Sylwia Iwona Renata Edyta Paulina Marta",
                "Piotr Krzysztof Andrzej Tomasz Pawel Marcin Michal Jakub Marek Lukasz Grzegorz Adam Wojciech Mateusz Dariusz \
                 Rafal Kamil Szymon Filip Jan Kacper Bartosz Slawomir Artur Robert Antoni",
                "Nowak Kowalski Wisniewski Dabrowski Lewandowski Wójcik Kaminski Kowalczyk Zielinski Szymanski Wozniak \
                 Kozlowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zajac Pawlowski \
                 Michalski Król Wieczorek Jablonski Wróbel Nowakowski Majewski Olszewski Stepien Malinowski Jaworski Adamczyk \
                 Dudek Nowicki Pawlak Górski Witkowski Sikora Walczak Baran Rutkowski",
            ),
            Self::Romanian => (
                "Maria Elena Ioana Andreea Ana Mihaela Cristina Alexandra Gabriela Daniela Simona Alina Raluca Georgiana \
                 Florentina Nicoleta Adriana Diana Roxana Oana",
                "Andrei Alexandru Ion Mihai Cristian Florin Adrian Gheorghe Vasile Constantin Stefan Marian Ionut Bogdan \
                 Daniel Nicolae Gabriel Marius Catalin Razvan",
                "Popescu Popa Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Constantin Marin Lazar Munteanu \
                 Dinu Florea Dobre Toma Ilie Moldovan Sandu Nistor Balan Barbu Ungureanu Petrescu Tudor Serban Cojocaru",
            ),
            Self::Chinese => (
                "Mei Xiu-Ying Li-Hua Wai-Ling Siu-Fong Yan Jing Xia Hui Mei-Ling Pui-Shan Ka-Yan Wing-Yan Yuk-Lan Ying Lan Fang \
                 Xiaoli Yuting Na",
                "Wei Ming Chun-Wai Ka-Ming Jun Wai-Kit Siu-Ming Tak-Wah Hao Lei Yong Kwok-Wai Chi-Keung Man-Kit Ho-Yin Feng \
                 Xiaoming Zhi Bo Tao",
                "Wong Chan Lee Cheung Lau Li Wang Zhang Chen Liu Yang Huang Wu Zhou Lam Ng Leung Ho Chow Tang Yip Tsang Cheng \
                 Kwok Mak Fung Xu Sun Zhao Lin",
            ),
            Self::Iberian => (
                "Maria Ana Carmen Isabel Sofia Catarina Beatriz Inês Lucia Marta Joana Mariana Cristina Teresa Rosa Pilar Paula \
                 Filipa Raquel Elena",
                "José João António Manuel Carlos Luis Pedro Miguel Francisco Javier Rui Paulo Jorge Tiago Nuno Fernando Ricardo \
                 Diogo Rafael Alejandro",
                "Silva Santos Ferreira Pereira Costa Oliveira Rodrigues Martins Fernandes Gonçalves Gomes Lopes Marques Almeida \
                 Ribeiro Pinto Carvalho Teixeira Moreira Correia García Rodríguez González Fernández López Martínez Sánchez Pérez \
                 Gómez Jiménez Ruiz Díaz Moreno Álvarez Muñoz Romero Da-Costa Dos-Santos",
            ),
            Self::African => (
                "Grace Blessing Precious Faith Chioma Ngozi Adaeze Abena Akosua Ama Thandiwe Tendai Rutendo Funmilayo Yetunde \
                 Folake Esther Mercy Patience Comfort",
                "Emmanuel Samuel Chinedu Emeka Kwame Kofi Kwaku Tendai Tatenda Tunde Oluwaseun Babatunde Ifeanyi Joseph David \
                 Isaac Kelvin Prince Godfrey Blessing",
                "Okafor Mensah Okoye Adeyemi Ogunleye Owusu Boateng Moyo Ncube Ndlovu Dube Osei Asante Appiah Eze Nwosu Obi Okonkwo \
                 Adebayo Balogun Afolabi Sibanda Nkosi Phiri Banda Mutasa Chikwanha Amoah Agyeman Antwi",
            ),
            Self::FamilyFirst => (
                "Nguyet Linh Huong Thuy Lan Thi-Mai Zsuzsanna Katalin Ilona Erzsébet Ágnes Eszter Hoa Trang Phuong",
                "Minh Duc Tuan Hung Van-Nam László István Zoltán Gábor Attila Ferenc Quang Thanh Long Hai",
                "Nguyen Tran Le Pham Hoang Nagy Kovács Tóth Szabó Horváth Varga Kiss Vu Dang Bui",
            ),
        }
    }
}

/// Names written in several ways in the Latin alphabet: all of a line are one name.
const SPELLINGS: &[&str] = &[
    "Mohammed Muhammad Mohammad Mohamed Mohamad Md",
    "Hussain Hussein Husain Hossain",
    "Ahmed Ahmad",
    "Aisha Ayesha Aysha",
    "Fatima Fatimah Fathima",
    "Yusuf Yousuf Yousaf Youssef",
    "Chowdhury Choudhury Chaudhry Chaudhary",
    "Hassan Hasan",
    "Zainab Zaynab Zeinab",
    "Maryam Mariam Miriam",
    "Sheikh Shaikh Shaykh",
    "Rahman Rehman Rahmaan",
    "Mahmood Mehmood Mahmud",
    "Siddiqui Siddiqi",
    "Usman Uthman Osman",
    "Omar Umar",
    "Abdul Abdal Abd",
    "Krishnan Krishna",
    "Cheung Zhang",
    "Chan Chen",
    "Lee Li",
    "Wong Wang Huang",
    "Lau Liu",
    "Singh Sing",
    "Pawel Paweł",
    "Lukasz Łukasz",
];

/// Another way to write a name; none where there is but one.
pub(super) fn other_spellings(name: &str) -> Vec<&'static str> {
    let line = SPELLINGS.iter().find(|line| line.split(' ').any(|word| word == name));
    line.map(|line| line.split(' ').filter(|word| *word != name).collect()).unwrap_or_default()
}
