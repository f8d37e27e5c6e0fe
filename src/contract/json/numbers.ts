/** Whether two JSON numbers are the same number, however written; exact for any number of digits. */
export function sameNumber(left: string, right: string): boolean {
  return left === right || canonical(left) === canonical(right);
}

/** Sign, digits without outer zeros, and the power of ten of the last digit. */
function canonical(raw: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(raw) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const kept = digits.replace(/0+$/, '');
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - kept.length);
  return `${sign}${kept}e${power}`;
}
