//! What people have, take, react to and are tested for. SNOMED CT and dm+d codes stand only where they are sure.

/// A problem on a GP's list.
#[derive(Debug)]
pub(crate) struct Problem {
    /// SNOMED CT.
    pub(crate) snomed: &'static str,
    /// Words.
    pub(crate) term: &'static str,
    /// The youngest who has it.
    pub(crate) from_age: i32,
    /// How many in a thousand of those old enough have it.
    pub(crate) per_mille: u32,
    /// Of whom: 'A' all, 'F' women, 'M' men.
    pub(crate) sex: char,
    /// Whether it lasts.
    pub(crate) lasting: bool,
    /// What is taken for it: places in [`DRUGS`].
    pub(crate) drugs: &'static [usize],
}

const fn lasting(
    snomed: &'static str,
    term: &'static str,
    from_age: i32,
    per_mille: u32,
    drugs: &'static [usize],
) -> Problem {
    Problem { snomed, term, from_age, per_mille, sex: 'A', lasting: true, drugs }
}

const fn passing(
    snomed: &'static str,
    term: &'static str,
    from_age: i32,
    per_mille: u32,
    drugs: &'static [usize],
) -> Problem {
    Problem { snomed, term, from_age, per_mille, sex: 'A', lasting: false, drugs }
}

const fn only(sex: char, mut problem: Problem) -> Problem {
    problem.sex = sex;
    problem
}

/// Problems.
pub(crate) const PROBLEMS: &[Problem] = &[
    lasting("38341003", "Hypertension", 40, 280, &[0, 1]),
    lasting("44054006", "Type 2 diabetes mellitus", 40, 90, &[2]),
    lasting("46635009", "Type 1 diabetes mellitus", 8, 6, &[3]),
    lasting("195967001", "Asthma", 5, 110, &[4, 5]),
    lasting("13645005", "Chronic obstructive pulmonary disease", 50, 60, &[4, 6]),
    lasting("84114007", "Heart failure", 65, 60, &[7, 1]),
    lasting("49436004", "Atrial fibrillation", 65, 100, &[8, 9]),
    lasting("414545008", "Ischaemic heart disease", 55, 80, &[10, 11]),
    lasting("194828000", "Angina", 55, 35, &[12]),
    passing("22298006", "Myocardial infarction", 55, 30, &[13]),
    passing("230690007", "Stroke", 60, 35, &[13]),
    passing("266257000", "Transient ischaemic attack", 60, 30, &[13]),
    lasting("26929004", "Alzheimer's disease", 75, 60, &[14]),
    lasting("52448006", "Dementia", 78, 50, &[]),
    lasting("49049000", "Parkinson's disease", 65, 15, &[15]),
    lasting("84757009", "Epilepsy", 5, 10, &[16]),
    lasting("37796009", "Migraine", 16, 70, &[17]),
    lasting("24700007", "Multiple sclerosis", 30, 3, &[]),
    passing("35489007", "Depressive disorder", 16, 130, &[18]),
    passing("197480006", "Anxiety disorder", 16, 110, &[19]),
    lasting("58214004", "Schizophrenia", 20, 6, &[20]),
    lasting("13746004", "Bipolar disorder", 20, 7, &[]),
    lasting("408856003", "Autistic disorder", 5, 15, &[]),
    lasting("406506008", "Attention deficit hyperactivity disorder", 6, 25, &[21]),
    lasting("40930008", "Hypothyroidism", 35, 60, &[22]),
    lasting("34486009", "Hyperthyroidism", 30, 8, &[]),
    lasting("396275006", "Osteoarthritis", 55, 180, &[23, 24]),
    lasting("69896004", "Rheumatoid arthritis", 40, 10, &[25]),
    lasting("64859006", "Osteoporosis", 65, 60, &[26]),
    lasting("90560007", "Gout", 45, 40, &[27]),
    lasting("709044004", "Chronic kidney disease", 65, 90, &[]),
    lasting("235595009", "Gastro-oesophageal reflux disease", 30, 90, &[28]),
    lasting("34000006", "Crohn's disease", 18, 4, &[]),
    lasting("64766004", "Ulcerative colitis", 18, 5, &[29]),
    lasting("10743008", "Irritable bowel syndrome", 18, 60, &[30]),
    lasting("396331005", "Coeliac disease", 10, 9, &[]),
    lasting("24079001", "Atopic dermatitis", 0, 80, &[]),
    lasting("9014002", "Psoriasis", 18, 25, &[]),
    lasting("55822004", "Hyperlipidaemia", 45, 170, &[10]),
    lasting("13644009", "Hypercholesterolaemia", 45, 60, &[10]),
    lasting("414916001", "Obesity", 18, 110, &[]),
    lasting("78275009", "Obstructive sleep apnoea", 35, 20, &[]),
    lasting("61582004", "Allergic rhinitis", 8, 90, &[31]),
    lasting("23986001", "Glaucoma", 60, 40, &[32]),
    lasting("193570009", "Cataract", 70, 100, &[]),
    lasting("15188001", "Hearing loss", 65, 120, &[]),
    passing("87522002", "Iron deficiency anaemia", 16, 40, &[33]),
    passing("271737000", "Anaemia", 60, 40, &[]),
    only('M', lasting("266569009", "Benign prostatic hyperplasia", 60, 140, &[34])),
    only('M', lasting("399068003", "Malignant tumour of prostate", 65, 40, &[])),
    only('F', lasting("254837009", "Malignant tumour of breast", 50, 30, &[35])),
    lasting("363406005", "Malignant tumour of colon", 60, 12, &[]),
    passing("54150009", "Upper respiratory tract infection", 0, 160, &[]),
    passing("50417007", "Lower respiratory tract infection", 20, 60, &[36]),
    passing("68566005", "Urinary tract infection", 18, 60, &[37]),
    passing("65363002", "Otitis media", 1, 40, &[36]),
    passing("128045006", "Cellulitis", 40, 25, &[38]),
    passing("233604007", "Pneumonia", 60, 30, &[39]),
    passing("279039007", "Low back pain", 25, 120, &[24]),
    passing("82423001", "Chronic pain", 45, 30, &[24]),
];

/// A drug: its name, the dm+d code where sure, and how it is taken.
#[derive(Debug)]
pub(crate) struct Drug {
    /// Name, strength and form.
    pub(crate) name: &'static str,
    /// dm+d virtual medicinal product.
    pub(crate) dmd: Option<&'static str>,
    /// Dose in words.
    pub(crate) dose: &'static str,
}

const fn coded(name: &'static str, dmd: &'static str, dose: &'static str) -> Drug {
    Drug { name, dmd: Some(dmd), dose }
}

const fn named(name: &'static str, dose: &'static str) -> Drug {
    Drug { name, dmd: None, dose }
}

/// Drugs; problems name them by place.
pub(crate) const DRUGS: &[Drug] = &[
    coded("Amlodipine 10mg tablets", "319284000", "One to be taken each day"),
    coded("Ramipril 10mg capsules", "318906001", "One to be taken each day"),
    coded("Metformin 500mg tablets", "325278007", "One to be taken twice a day with meals"),
    named("Insulin glargine 100units/ml solution for injection", "As directed by the diabetes team"),
    coded("Salbutamol 100micrograms/dose inhaler CFC free", "39113611000001102", "Two puffs when required"),
    named("Beclometasone 100micrograms/dose inhaler CFC free", "Two puffs twice a day"),
    named("Tiotropium 18microgram inhalation powder capsules", "One capsule inhaled each day"),
    coded("Furosemide 40mg tablets", "317972000", "One to be taken each morning"),
    named("Warfarin 3mg tablets", "As directed by the anticoagulation clinic"),
    named("Bisoprolol 2.5mg tablets", "One to be taken each day"),
    coded("Atorvastatin 20mg tablets", "320030001", "One to be taken at night"),
    coded("Aspirin 75mg dispersible tablets", "319773006", "One to be taken each day"),
    named(
        "Glyceryl trinitrate 400micrograms/dose sublingual spray",
        "One or two sprays under the tongue when required",
    ),
    coded("Clopidogrel 75mg tablets", "319799004", "One to be taken each day"),
    named("Donepezil 10mg tablets", "One to be taken at night"),
    named("Co-careldopa 25mg/100mg tablets", "One to be taken three times a day"),
    named("Levetiracetam 500mg tablets", "One to be taken twice a day"),
    named("Sumatriptan 50mg tablets", "One to be taken at onset, may be repeated after two hours"),
    coded("Citalopram 20mg tablets", "321987003", "One to be taken each day"),
    named("Sertraline 50mg tablets", "One to be taken each day"),
    named("Olanzapine 10mg tablets", "One to be taken at night"),
    coded("Methylphenidate 5mg tablets", "323358004", "One to be taken twice a day"),
    coded("Levothyroxine sodium 100microgram tablets", "374296008", "One to be taken each morning"),
    coded("Paracetamol 500mg tablets", "322236009", "One or two to be taken up to four times a day"),
    coded("Ibuprofen 400mg tablets", "329653008", "One to be taken three times a day with food"),
    named("Methotrexate 2.5mg tablets", "Six to be taken once a week on the same day"),
    named("Alendronic acid 70mg tablets", "One to be taken once a week"),
    coded("Allopurinol 300mg tablets", "330062008", "One to be taken each day"),
    coded("Omeprazole 20mg gastro-resistant capsules", "317291008", "One to be taken each day"),
    named("Mesalazine 400mg gastro-resistant tablets", "Two to be taken three times a day"),
    coded("Mebeverine 135mg tablets", "317161009", "One to be taken three times a day"),
    coded("Cetirizine 10mg tablets", "320818006", "One to be taken each day"),
    named("Latanoprost 50micrograms/ml eye drops", "One drop in each eye at night"),
    coded("Ferrous sulfate 200mg tablets", "327438003", "One to be taken each day"),
    coded("Tamsulosin 400microgram modified-release capsules", "38754011000001109", "One to be taken each day"),
    coded("Tamoxifen 20mg tablets", "327313009", "One to be taken each day"),
    coded("Amoxicillin 500mg capsules", "39732411000001106", "One to be taken three times a day for five days"),
    named("Nitrofurantoin 100mg modified-release capsules", "One to be taken twice a day for three days"),
    named("Flucloxacillin 500mg capsules", "One to be taken four times a day for seven days"),
    coded("Doxycycline 100mg capsules", "324059006", "Two on the first day, then one each day"),
];

/// A thing that people react to.
#[derive(Debug)]
pub(crate) struct Allergen {
    /// SNOMED CT, where sure.
    pub(crate) snomed: Option<&'static str>,
    /// Words.
    pub(crate) term: &'static str,
    /// FHIR category.
    pub(crate) category: &'static str,
    /// HL7 table 0127.
    pub(crate) hl7: &'static str,
    /// What happens.
    pub(crate) reaction: &'static str,
}

const fn allergen(
    snomed: Option<&'static str>,
    term: &'static str,
    category: &'static str,
    hl7: &'static str,
    reaction: &'static str,
) -> Allergen {
    Allergen { snomed, term, category, hl7, reaction }
}

/// Allergies, the commonest first.
pub(crate) const ALLERGENS: &[Allergen] = &[
    allergen(Some("91936005"), "Allergy to penicillin", "medication", "DA", "Rash"),
    allergen(Some("293586001"), "Allergy to aspirin", "medication", "DA", "Wheeze"),
    allergen(None, "Allergy to trimethoprim", "medication", "DA", "Rash"),
    allergen(None, "Codeine adverse reaction", "medication", "DA", "Vomiting"),
    allergen(Some("91935009"), "Allergy to peanut", "food", "FA", "Anaphylaxis"),
    allergen(Some("91930004"), "Allergy to eggs", "food", "FA", "Swelling of lips"),
    allergen(Some("300916003"), "Latex allergy", "environment", "EA", "Contact dermatitis"),
    allergen(None, "Allergy to elastic adhesive plaster", "environment", "EA", "Blistering"),
];

/// One measured thing. Numbers are whole, in units of the last decimal.
#[derive(Debug)]
pub(crate) struct Test {
    /// The laboratory's code.
    pub(crate) local: &'static str,
    /// SNOMED CT, where sure.
    pub(crate) snomed: Option<&'static str>,
    /// Words.
    pub(crate) term: &'static str,
    /// UCUM unit.
    pub(crate) unit: &'static str,
    /// Digits after the point.
    pub(crate) decimals: u32,
    /// The range, scaled.
    pub(crate) range: (i32, i32),
}

const fn test(
    local: &'static str,
    snomed: Option<&'static str>,
    term: &'static str,
    unit: &'static str,
    decimals: u32,
    range: (i32, i32),
) -> Test {
    Test { local, snomed, term, unit, decimals, range }
}

/// A panel of tests.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// For anyone.
    General,
    /// For people with diabetes.
    Diabetes,
    /// For people on warfarin.
    Warfarin,
}

/// A panel of tests.
#[derive(Debug)]
pub(crate) struct Panel {
    /// The laboratory's code.
    pub(crate) local: &'static str,
    /// SNOMED CT, where sure.
    pub(crate) snomed: Option<&'static str>,
    /// Words.
    pub(crate) term: &'static str,
    /// For whom.
    pub(crate) kind: Kind,
    /// Its tests.
    pub(crate) tests: &'static [Test],
}

/// Panels, the commonest first.
pub(crate) const PANELS: &[Panel] = &[
    Panel {
        local: "UE",
        snomed: Some("1000971000000107"),
        term: "Urea and electrolytes",
        kind: Kind::General,
        tests: &[
            test("NA", Some("1000661000000107"), "Serum sodium level", "mmol/L", 0, (133, 146)),
            test("K", Some("1000651000000109"), "Serum potassium level", "mmol/L", 1, (35, 53)),
            test("UREA", Some("1000951000000103"), "Serum urea level", "mmol/L", 1, (25, 78)),
            test("CREA", Some("1000731000000107"), "Serum creatinine level", "umol/L", 0, (49, 104)),
        ],
    },
    Panel {
        local: "FBC",
        snomed: Some("26604007"),
        term: "Full blood count",
        kind: Kind::General,
        tests: &[
            test("HB", Some("1022431000000105"), "Haemoglobin estimation", "g/L", 0, (115, 165)),
            test("WBC", Some("1022541000000102"), "Total white cell count", "10*9/L", 1, (40, 110)),
            test("PLT", Some("1022651000000100"), "Platelet count", "10*9/L", 0, (150, 400)),
            test("MCV", Some("1022491000000106"), "Mean corpuscular volume", "fL", 1, (800, 1000)),
        ],
    },
    Panel {
        local: "LFT",
        snomed: Some("26958001"),
        term: "Liver function tests",
        kind: Kind::General,
        tests: &[
            test("ALT", Some("1018251000000107"), "Serum alanine aminotransferase level", "U/L", 0, (10, 49)),
            test("ALP", Some("1000621000000104"), "Serum alkaline phosphatase level", "U/L", 0, (30, 130)),
            test("BIL", Some("999691000000104"), "Serum bilirubin level", "umol/L", 0, (3, 21)),
            test("ALB", Some("1000821000000103"), "Serum albumin level", "g/L", 0, (35, 50)),
        ],
    },
    Panel {
        local: "LIP",
        snomed: None,
        term: "Serum lipids",
        kind: Kind::General,
        tests: &[
            test("CHOL", Some("1005671000000105"), "Serum cholesterol level", "mmol/L", 2, (300, 500)),
            test("TRIG", Some("1005691000000109"), "Serum triglycerides level", "mmol/L", 2, (50, 200)),
        ],
    },
    Panel {
        local: "CRP",
        snomed: None,
        term: "C reactive protein",
        kind: Kind::General,
        tests: &[test("CRP", Some("1001371000000100"), "Serum C reactive protein level", "mg/L", 0, (1, 5))],
    },
    Panel {
        local: "TSH",
        snomed: None,
        term: "Thyroid stimulating hormone",
        kind: Kind::General,
        tests: &[test("TSH", Some("1022791000000101"), "Serum TSH level", "mU/L", 2, (27, 420))],
    },
    Panel {
        local: "HBA1C",
        snomed: Some("43396009"),
        term: "Haemoglobin A1c",
        kind: Kind::Diabetes,
        tests: &[test("HBA1C", None, "Haemoglobin A1c level (IFCC standardised)", "mmol/mol", 0, (20, 58))],
    },
    Panel {
        local: "INR",
        snomed: None,
        term: "International normalised ratio",
        kind: Kind::Warfarin,
        tests: &[test("INR", None, "International normalised ratio", "1", 1, (20, 30))],
    },
];

/// Why people are admitted.
#[derive(Debug)]
pub(crate) struct Reason {
    /// ICD-10.
    pub(crate) icd10: &'static str,
    /// Words.
    pub(crate) term: &'static str,
    /// The youngest.
    pub(crate) from_age: i32,
    /// The oldest.
    pub(crate) to_age: i32,
    /// Of whom: 'A' all, 'F' women.
    pub(crate) sex: char,
    /// HL7 hospital service.
    pub(crate) service: &'static str,
    /// Nights, shortest and longest.
    pub(crate) nights: (i32, i32),
}

const fn reason(
    icd10: &'static str,
    term: &'static str,
    ages: (i32, i32),
    service: &'static str,
    nights: (i32, i32),
) -> Reason {
    Reason { icd10, term, from_age: ages.0, to_age: ages.1, sex: 'A', service, nights }
}

/// Reasons for admission. The first is the fall with a broken hip.
pub(crate) const REASONS: &[Reason] = &[
    reason("S72.0", "Fracture of neck of femur", (70, 110), "T&O", (6, 20)),
    reason("J18.9", "Pneumonia, unspecified", (40, 110), "MED", (2, 9)),
    reason("J44.1", "Chronic obstructive pulmonary disease with acute exacerbation", (50, 110), "MED", (2, 7)),
    reason("N39.0", "Urinary tract infection, site not specified", (60, 110), "MED", (1, 6)),
    reason("I50.9", "Heart failure, unspecified", (65, 110), "CAR", (3, 12)),
    reason("I63.9", "Cerebral infarction, unspecified", (60, 110), "STR", (4, 20)),
    reason("R07.4", "Chest pain, unspecified", (30, 90), "MED", (0, 2)),
    reason("L03.9", "Cellulitis, unspecified", (30, 100), "MED", (1, 5)),
    reason("K80.2", "Calculus of gallbladder without cholecystitis", (25, 85), "SUR", (0, 3)),
    reason("K35.8", "Acute appendicitis, other and unspecified", (6, 50), "SUR", (1, 4)),
    reason("R55", "Syncope and collapse", (40, 100), "MED", (0, 3)),
    reason("S09.9", "Unspecified injury of head", (0, 40), "A&E", (0, 1)),
    reason("J45.9", "Asthma, unspecified", (3, 60), "MED", (0, 3)),
    reason("J21.9", "Acute bronchiolitis, unspecified", (0, 2), "PAE", (1, 4)),
    Reason { sex: 'F', ..reason("O80", "Single spontaneous delivery", (18, 42), "OBS", (1, 3)) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_names_drugs_that_exist_and_every_snomed_code_passes_its_check_digit() {
        assert_eq!((PROBLEMS.len(), DRUGS.len()), (60, 40));
        assert!(PROBLEMS.iter().flat_map(|problem| problem.drugs).all(|place| DRUGS.get(*place).is_some()));
        let codes = PROBLEMS.iter().map(|problem| problem.snomed);
        let codes = codes.chain(DRUGS.iter().filter_map(|drug| drug.dmd));
        let codes = codes.chain(ALLERGENS.iter().filter_map(|allergen| allergen.snomed));
        let codes = codes.chain(PANELS.iter().filter_map(|panel| panel.snomed));
        let codes = codes.chain(PANELS.iter().flat_map(|panel| panel.tests).filter_map(|test| test.snomed));
        for code in codes {
            assert!(verhoeff(code), "{code}");
        }
    }

    /// SNOMED CT identifiers end in a Verhoeff check digit (SNOMED CT Release File Specification, 6.2).
    fn verhoeff(code: &str) -> bool {
        let multiply = |a: usize, b: usize| match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => (a + b - 5) % 5 + 5,
            (false, true) => (a + 5 - b) % 5 + 5,
            (false, false) => (a + 5 - b) % 5,
        };
        let permute = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
        let mut check = 0;
        for (place, digit) in code.bytes().rev().enumerate() {
            let digit = (0..place % 8).fold(usize::from(digit - b'0'), |digit, _| permute[digit]);
            check = multiply(check, digit);
        }
        check == 0
    }
}
