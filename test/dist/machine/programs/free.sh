echo 'Mem: 7000 3000 4000'
