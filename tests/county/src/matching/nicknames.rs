//! What people are called who are registered under another name.

/// A formal name, then what it becomes.
const NICKNAMES: &str = "Margaret Maggie Peggy Meg Marge Madge Greta;Susan Sue Susie;Patricia Pat Trish Tricia Patsy;Elizabeth Liz \
Beth Betty Lizzie Libby Eliza;Christine Chris Chrissie Tina;Jacqueline Jackie Jacqui;Rebecca Becky Becca;Deborah Debbie Debs;\
Barbara Babs Barb;Dorothy Dot Dolly Dottie;Jennifer Jenny Jen;Catherine Cathy Kate Katie Cath;Katherine Kate Kathy Katie Kath;\
Kathryn Kate Kath Kathy;Kathleen Kath Kathy Kay;Victoria Vicky Tori Vicki;Jessica Jess Jessie;Winifred Win Winnie Freda;Pamela Pam;\
Joanne Jo;Joanna Jo;Samantha Sam;Gillian Gill Jill;Amanda Mandy;Maureen Mo;Matilda Tilly Mattie;Charlotte Charlie Lottie;\
Alexandra Alex Sandra Lexi;Philippa Pippa Pip;Josephine Jo Josie;Abigail Abby Abbie Gail;Eleanor Ellie Nell Nora;Isabella Bella Izzy;\
Isabelle Izzy Belle;Stephanie Steph;Natalie Nat;Nicola Nicky Nikki;Michelle Shell Chelle;Theresa Terri Tess;Teresa Terry Tess;\
Frances Fran Frankie;Valerie Val;Veronica Ronnie Vera;Georgina Georgie Gina;Gwendoline Gwen;Rosemary Rose Rosie;Judith Judy Jude;\
Penelope Penny;Pauline Paula;Caroline Carrie Caro;Beverley Bev;Angela Angie Ange;Florence Flo Flossie;Emily Em Emmie Milly;\
Amelia Millie Amy;Olivia Liv Livvy;Madeleine Maddie;Maddison Maddie;Lesley Les;Marjorie Marge Madge;Mary Molly Polly May;\
Edith Edie;Lilian Lily Lil;Sarah Sally Sadie;Rachel Rach;Phyllis Phyl;Ann Annie Nan;Anne Annie Nan;Ellen Nell Nellie;Alice Ali;\
Evelyn Evie Eve;Beatrice Bea Trixie;Harriet Hattie;Henrietta Hetty Etta;Imogen Immy;Tamsin Tammy;Tabitha Tabby;Sandra Sandy;\
Michael Mike Mick Mickey;Robert Bob Rob Bobby Robbie Bert;William Bill Will Billy Liam;James Jim Jimmy Jamie;Thomas Tom Tommy;\
Andrew Andy Drew;Richard Dick Rick Rich Richie;Stephen Steve;Steven Steve;Christopher Chris Kit;Anthony Tony Ant;Kenneth Ken Kenny;\
Daniel Dan Danny;Matthew Matt Matty;Ronald Ron Ronnie;Edward Ted Ed Eddie Ned;Charles Charlie Chas Chuck;Leonard Len Lenny;\
Geoffrey Geoff;Philip Phil Pip;Benjamin Ben Benny;Joshua Josh;Samuel Sam Sammy;Joseph Joe Joey;Alexander Alex Sandy Al Alec;\
Francis Frank Frankie;Douglas Doug;Reginald Reg Reggie;Frederick Fred Freddie;Albert Bert Al Bertie;Alfred Alf Fred Alfie;\
David Dave Davy;Peter Pete;John Jack Johnny Jon;Henry Harry Hal;Harold Harry Hal;Lawrence Larry Laurie;Laurence Larry Laurie;\
Nicholas Nick Nicky;Timothy Tim;Jonathan Jon Jonny;Gregory Greg;Raymond Ray;Terence Terry Tel;Gerald Gerry Jerry;Jeremy Jerry Jez;\
Donald Don;Stanley Stan;Sidney Sid;Walter Wally Walt;Victor Vic;Norman Norm;Clifford Cliff;Leslie Les;Derek Del;Malcolm Mal;\
Patrick Pat Paddy;Graham Gray;Theodore Theo Ted Teddy;Zachary Zac;Nathaniel Nathan Nat;Archibald Archie;Arthur Art;Ernest Ernie;\
Cyril Cy;Bernard Bernie;Maximilian Max;Sebastian Seb;Cameron Cam;Mohammed Mo;Muhammad Mo;Katarzyna Kasia;Agnieszka Aga;\
Malgorzata Gosia;Joanna Asia;Krzysztof Krzys;Andrzej Andy;Piotr Peter;Tomasz Tom;Alexandru Alex;Maria Mia;Magdalena Magda;\
Frederic Fred;Jeffrey Jeff;Stewart Stew;Stuart Stu;Martin Marty;Vincent Vince;Dominic Dom;Gordon Gord;Trevor Trev;Nigel Nige";

/// What someone of this given name may be called; no word where no short form is known.
pub(super) fn nicknames(given: &str) -> Vec<&'static str> {
    for entry in NICKNAMES.split(';') {
        let mut words = entry.split_whitespace();
        if words.next() == Some(given) {
            return words.collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::nicknames;

    #[test]
    fn a_name_has_its_short_forms() {
        assert_eq!(nicknames("Deborah"), ["Debbie", "Debs"]);
        assert!(nicknames("Olwen").is_empty());
    }
}
