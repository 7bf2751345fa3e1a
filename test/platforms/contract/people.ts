export const ADA = { email: 'Ada@example.com', phone: '+886912345678', name: 'Ada Lin' };

export const ADDRESS = {
  firstName: 'Ada',
  lastName: 'Lin',
  line1: '1 Example Road',
  city: 'Taipei',
  countryCode: 'TW',
};
