public final class Validate { public static void main(String[] a) { System.out.println("x"); } }
